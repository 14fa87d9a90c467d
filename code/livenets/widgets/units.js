// Units of a linear layer as a field of squares: after kit.js, before NAME.js.

const UNIT = 7; // pixels a side on the screen
const GONE = [110, 110, 110, 255]; // grey: dropped
const QUIET = [128, 128, 128, 26]; // a unit that puts out 0

/**
 * A field of n units. `draw(values, scale, words, mask)`: a unit whose mask is
 * 0 is grey, one that puts out nothing is nearly empty.
 */
export function unitField(n, cols) {
  const rows = Math.ceil(n / cols);
  const canvas = h("canvas", { className: "units", role: "img",
    style: { width: `${UNIT * cols}px`, aspectRatio: `${cols} / ${rows}` } });
  const words = h("span", { className: "name" });
  return {
    el: h("div", { className: "layer" }, words, canvas),
    draw(values, scale, text, mask) {
      put(canvas, unitPixels(values, scale, mask, cols * rows), cols, rows);
      words.textContent = text;
      canvas.ariaLabel = text;
    },
  };
}

/** RGBA of `places` squares, of which the first ones are units. */
export function unitPixels(values, scale, mask, places) {
  const pixels = new Uint8ClampedArray(4 * places);
  pixels.set(signedPixels(values, scale));
  values.forEach((v, i) => {
    if (mask && !mask[i]) pixels.set(GONE, 4 * i);
    else if (v === 0) pixels.set(QUIET, 4 * i);
  });
  return pixels;
}
