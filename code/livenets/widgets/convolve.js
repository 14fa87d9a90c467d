// The arithmetic of sliding windows, without a page: after kit.js, before
// NAME.js. A map is { values: Float32Array (h·w), h, w }.

/** Pixels along one side of the map; below 1 where the kernel does not fit. */
export function outputSize(n, k, { stride: s, padding: p, dilation: d }) {
  return Math.floor((n + 2 * p - d * (k - 1) - 1) / s) + 1;
}

/** The formula with its numbers put in, as text. */
export function sizeFormula(n, k, { stride: s, padding: p, dilation: d }) {
  const o = outputSize(n, k, { stride: s, padding: p, dilation: d });
  return `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1 = ${num(o)}`;
}

/**
 * What a k×k window sees for output (row, col): k·k entries of
 * { row, col, value, inside }; outside the picture the value is `fill`.
 */
export function seen(map, k, { stride, padding, dilation }, row, col, fill = 0) {
  const out = [];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const r = row * stride - padding + i * dilation;
      const c = col * stride - padding + j * dilation;
      const inside = r >= 0 && r < map.h && c >= 0 && c < map.w;
      out.push({ row: r, col: c, inside, value: inside ? map.values[r * map.w + c] : fill });
    }
  }
  return out;
}

/** `reduce(index of the picture or −1, weight's index, sum so far)` per tap. */
function slide(map, k, { stride, padding, dilation }, start, reduce) {
  const h = outputSize(map.h, k, { stride, padding, dilation });
  const w = outputSize(map.w, k, { stride, padding, dilation });
  if (h < 1 || w < 1) return null;
  const values = new Float32Array(h * w);
  for (let row = 0; row < h; row++) {
    for (let col = 0; col < w; col++) {
      let sum = start;
      for (let i = 0; i < k; i++) {
        const r = row * stride - padding + i * dilation;
        if (r < 0 || r >= map.h) continue;
        for (let j = 0; j < k; j++) {
          const c = col * stride - padding + j * dilation;
          if (c >= 0 && c < map.w) sum = reduce(map.values[r * map.w + c], i * k + j, sum);
        }
      }
      values[row * w + col] = sum;
    }
  }
  return { values, h, w };
}

/** Slide `kernel` (k·k, row by row) over one map; null where it doesn't fit. */
export function convolve(map, kernel, steps) {
  return slide(map, Math.sqrt(kernel.length), steps, 0, (v, i, sum) => sum + v * kernel[i]);
}

/** The largest or the mean of each window, with torch's rules at the border. */
export function pool(map, k, steps, kind) {
  if (kind === "max") return slide(map, k, steps, -Infinity, (v, _, most) => Math.max(v, most));
  return slide(map, k, { ...steps, dilation: 1 }, 0, (v, _, sum) => sum + v / (k * k));
}

/** Rotated by half a turn: what mathematicians convolve with. */
export const flipped = (kernel) => Float32Array.from(kernel).reverse();

/** The k×k kernel as size×size: its middle, with zeros around it. */
export function resized(kernel, size) {
  const k = Math.sqrt(kernel.length);
  const from = Math.floor(k / 2) - Math.floor(size / 2);
  return Float32Array.from({ length: size * size }, (_, i) => {
    const r = Math.floor(i / size) + from;
    const c = (i % size) + from;
    return r >= 0 && r < k && c >= 0 && c < k ? kernel[r * k + c] : 0;
  });
}

/** A square map with `side` pixels a side: means of blocks. */
export function reduced({ values, h, w }, side) {
  const f = h / side;
  const out = new Float32Array(side * side);
  for (let r = 0; r < h; r++) {
    for (let c = 0; c < w; c++) {
      out[Math.floor(r / f) * side + Math.floor(c / f)] += values[r * w + c] / (f * f);
    }
  }
  return { values: out, h: side, w: side };
}

/** Moved right by `by` pixels; what leaves on the right comes in again. */
export function shifted({ values, h, w }, by) {
  const out = Float32Array.from(values, (_, i) => {
    const c = i % w;
    return values[i - c + ((((c - by) % w) + w) % w)];
  });
  return { values: out, h, w };
}

/** RGBA bytes of grey values, black at 0 and white at `white`. */
export function greyPixels(values, white = 1) {
  const pixels = new Uint8ClampedArray(4 * values.length);
  values.forEach((v, i) => pixels.set([255 * v / white, 255 * v / white, 255 * v / white, 255], 4 * i));
  return pixels;
}

/**
 * How far the map `after` a picture was moved by `by` pixels is from the map
 * `before`, moved by `whole` steps; only where both windows see nothing else.
 */
export function lawGap(before, after, map, k, steps, by, whole) {
  const first = (col) => col * steps.stride - steps.padding;
  const fits = (col, from) => first(col) >= from
    && first(col) + steps.dilation * (k - 1) < map.w;
  let gap = 0;
  for (let r = 0; r < before.h; r++) {
    for (let c = 0; c + whole < before.w; c++) {
      if (!fits(c, 0) || !fits(c + whole, by)) continue;
      const i = r * before.w + c;
      gap = Math.max(gap, Math.abs(before.values[i] - after.values[i + whole]));
    }
  }
  return gap;
}

/** Pixels that a sweep has drawn after `ms`: slow, then row by row. */
export function swept(ms, w) {
  const slow = Math.min(ms, 2500) / 250;
  const row = Math.max(0, Math.min(w, (ms - 2500) / 25));
  return Math.floor(slow + row + w * Math.max(0, (ms - 2500 - 25 * w) / 110));
}

/** k·k numbers → k rows of k, rounded to what 32 bits hold. */
export function rows(values) {
  const k = Math.sqrt(values.length);
  return Array.from({ length: k }, (_, i) =>
    Array.from(values.slice(k * i, k * i + k), (v) => Number(v.toPrecision(6))));
}
