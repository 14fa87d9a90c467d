// A photograph, of the book's or of the reader's own files, and how a network
// of any size gets it: after pick_picture.js, before NAME.js.

const PHOTO = { photo: "Photo", drop: "or drop one on it" };
export const FINEST = 320; // pixels a side that are kept of a photograph

/** For each of m pixels: where its share of n begins, and the weights. */
export function triangles(n, m) {
  const reach = Math.max(1, n / m);
  return Array.from({ length: m }, (_, i) => {
    const middle = ((i + 0.5) * n) / m;
    const from = Math.max(0, Math.floor(middle - reach));
    const to = Math.min(n, Math.ceil(middle + reach));
    const w = [];
    for (let j = from; j < to; j++) w.push(Math.max(0, 1 - Math.abs(j + 0.5 - middle) / reach));
    const sum = w.reduce((a, b) => a + b);
    return { from, w: w.map((v) => v / sum) };
  });
}

/** RGB octets of a square → red, green, blue of side × side, (v − 127) / 128. */
export function resized(rgb, side) {
  const n = Math.sqrt(rgb.length / 3);
  const taps = triangles(n, side);
  const wide = new Float32Array(3 * n * side); // every row made shorter
  for (let r = 0; r < n; r++) {
    taps.forEach(({ from, w }, c) => {
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let j = 0; j < w.length; j++) sum += w[j] * rgb[3 * (r * n + from + j) + k];
        wide[(k * n + r) * side + c] = sum;
      }
    });
  }
  const out = new Float32Array(3 * side * side);
  for (let k = 0; k < 3; k++) {
    taps.forEach(({ from, w }, r) => {
      for (let c = 0; c < side; c++) {
        let sum = 0;
        for (let j = 0; j < w.length; j++) sum += w[j] * wide[(k * n + from + j) * side + c];
        out[(k * side + r) * side + c] = (sum - 127) / 128;
      }
    });
  }
  return out;
}

/** What `resized` made → RGBA octets. */
export function shownAgain(planes) {
  const n = planes.length / 3;
  const rgba = new Uint8ClampedArray(4 * n).fill(255);
  for (let k = 0; k < 3; k++) {
    for (let i = 0; i < n; i++) rgba[4 * i + k] = 128 * planes[k * n + i] + 127;
  }
  return rgba;
}

const kept = (side) => Math.min(FINEST, side);

/**
 * The controls of `pickOwn` for photographs; `photos` (JPEG files) are the
 * book's. `rgb()` is a promise of octets.
 */
export function pickPhoto(model, { change, drop }) {
  const names = model.get("names");
  const { select, file, words, sync } = pickOwn(model, { change, drop, sized: kept });
  const opened = new Map(); // name → promise of its octets
  return {
    el: h("div", { className: "line" }, labelled(PHOTO.photo, select),
      labelled(PICK.file, file), h("small", {}, PHOTO.drop), words),
    sync,
    rgb() {
      const name = model.get("selected");
      if (name === "own") return Promise.resolve(octets(model.get("own")));
      if (!opened.has(name)) {
        const jpeg = new File([model.get("photos")[names.indexOf(name)]], name, { type: "image/jpeg" });
        opened.set(name, ofFile(jpeg, kept).then(({ rgb }) => rgb));
      }
      return opened.get(name);
    },
  };
}
