// All maps of a stage in one drawing, and one of them over the photograph:
// after kit.js, before NAME.js.

/** C maps of n × n as one picture, `across` in a row, a pixel between them. */
export function mosaic(values, c, n, across) {
  const step = n + 1;
  const w = across * step - 1;
  const high = Math.ceil(c / across) * step - 1;
  const scale = reach(values);
  const pixels = new Uint8ClampedArray(4 * w * high);
  for (let k = 0; k < c; k++) {
    const [top, left] = [Math.floor(k / across) * step, (k % across) * step];
    const one = signedPixels(values.subarray(k * n * n, (k + 1) * n * n), scale);
    for (let r = 0; r < n; r++) {
      pixels.set(one.subarray(4 * r * n, 4 * (r + 1) * n), 4 * ((top + r) * w + left));
    }
  }
  return { pixels, w, h: high };
}

/** How many maps stand in a row, so that all are about twice as wide as high. */
export const acrossOf = (c) => Math.round(Math.sqrt(2 * c));

/** One map of n × n over a picture, which is made pale. */
function overlay(canvas, picture, values, n) {
  const small = h("canvas");
  put(small, signedPixels(values, reach(values)), n, n);
  canvas.width = canvas.height = 224;
  const pen = canvas.getContext("2d");
  pen.filter = "grayscale(1)";
  pen.globalAlpha = 0.5;
  pen.drawImage(picture, 0, 0, 224, 224);
  pen.filter = "none";
  pen.globalAlpha = 0.8;
  pen.drawImage(small, 0, 0, 224, 224);
}
