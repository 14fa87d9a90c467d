// The arithmetic behind se_weights.js: after kit.js.

/** Channels in the order of drawing: "channel", "a", "b" or "difference". */
export function ordered(a, b, how) {
  const by = { channel: (k) => -k, a: (k) => a[k], b: (k) => b[k],
    difference: (k) => a[k] - b[k] }[how];
  return Array.from(a, (_, k) => k).sort((i, j) => by(j) - by(i) || i - j);
}

/** A block's forced gates, number or null each, as [a, b] of y ← a·y + b. */
export const knobOf = (forced) =>
  [forced.map((v) => (v === null ? 1 : 0)), forced.map((v) => v ?? 0)];

/** {gate: (number | null)[]} → knobs; a block without any has none. */
export function knobsOf(forced) {
  return Object.fromEntries(Object.entries(forced)
    .filter(([, values]) => values.some((v) => v !== null))
    .map(([name, values]) => [name, knobOf(values)]));
}

/** Maps (C·h·w), each times its gate. */
export function gated(maps, gates) {
  const area = maps.length / gates.length;
  return maps.map((v, i) => v * gates[Math.floor(i / area)]);
}

/** Half of a result for two pictures: 0 is A, 1 is B. */
export const half = (values, which) =>
  values.subarray((which * values.length) / 2, ((which + 1) * values.length) / 2);

/** Maps side by side in `order`, a gap after each, as signed pixels. */
export function strip(maps, order, h, w, scale) {
  const step = w > 2 ? w + 1 : w;
  const row = new Float32Array(order.length * step * h);
  order.forEach((k, at) => {
    for (let r = 0; r < h; r++) {
      row.set(maps.subarray((k * h + r) * w, (k * h + r + 1) * w),
        (r * order.length + at) * step);
    }
  });
  return { pixels: signedPixels(row, scale), w: order.length * step, h };
}

/** An SVG path of one bar each: bar i lies in [i + from, i + to) · step. */
export function barPath(heights, step, height, from, to) {
  return heights.map((v, i) => `M${((i + from) * step).toFixed(2)} ${height}`
    + `V${(height * (1 - v)).toFixed(2)}H${((i + to) * step).toFixed(2)}V${height}Z`).join("");
}

/** An SVG path of one tick each, at v of [0, 1] on `width`. */
export const rugPath = (values, width, top, bottom) =>
  Array.from(values, (v) => `M${(v * width).toFixed(1)} ${top}V${bottom}`).join("");

/** Where `v` lies between low and high, cut to [0, 1]. */
export const within = (v, [low, high]) =>
  Math.max(0, Math.min(1, (v - low) / (high - low || 1)));

/** The mean distance of two rows of gates, and the channel of the largest. */
export function apart(a, b) {
  const off = Array.from(a, (v, k) => Math.abs(v - b[k]));
  return { mean: off.reduce((x, y) => x + y, 0) / off.length,
    most: off.indexOf(Math.max(...off)) };
}

/** RGB octets → RGBA, opaque. */
export function opaque(rgb) {
  const pixels = new Uint8ClampedArray((rgb.length / 3) * 4).fill(255);
  for (let i = 0; i < rgb.length / 3; i++) pixels.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return pixels;
}
