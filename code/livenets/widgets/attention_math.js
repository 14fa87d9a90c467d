// What attention calculates, on plain arrays: after scores.js, before NAME.js.

/** Symbols → so many of them, 0 behind: a causal network doesn't read those. */
export function padded(symbols, length) {
  const row = new Float32Array(length);
  row.set(symbols);
  return row;
}

/**
 * The places of n characters that start at `start`, `length` in all: "order",
 * "backwards", "shuffled" (the same way each time) or "frozen" at the first.
 */
export function placesOf(order, start, n, length) {
  const at = Array.from({ length: n }, (_, i) => i);
  if (order === "backwards") at.reverse();
  if (order === "frozen") at.fill(0);
  if (order === "shuffled") {
    let seed = 1;
    for (let i = n - 1; i > 0; i--) {
      seed = (seed * 16807) % 2147483647; // Lehmer's, so that it can be told
      const j = seed % (i + 1);
      [at[i], at[j]] = [at[j], at[i]];
    }
  }
  return Float32Array.from({ length }, (_, i) => start + (i < n ? at[i] : i));
}

/**
 * What is done to each head (modes[layer][head]: "trained", "cut", "unscaled"
 * or "even") → knobs on the heads, on the scale and on the scores.
 */
export function knobsOf(modes, layers, d) {
  const factor = { unscaled: ["scale", Math.sqrt(d)], even: ["scores", 0], cut: ["heads", 0] };
  const knobs = {};
  modes.forEach((row, i) => row.forEach((mode, head) => {
    if (mode === "trained") return;
    const [part, a] = factor[mode];
    const name = `${layers[i]}.${part}`;
    knobs[name] ??= [row.map(() => 1), 0];
    knobs[name][0][head] = a;
  }));
  return knobs;
}

/** Row t of head k's map of `size` × `size`: the weights on places 0 … t. */
export function rowOf(weights, size, k, t) {
  const start = (k * size + t) * size;
  return weights.subarray(start, start + t + 1);
}

/** The first n × n of head k's map, as ink: √weight, so that little is seen. */
export function inkOf(weights, size, k, n) {
  const ink = new Float32Array(n * n);
  for (let t = 0; t < n; t++) {
    rowOf(weights, size, k, t).forEach((w, s) => { ink[t * n + s] = Math.sqrt(w); });
  }
  return ink;
}

/** The d numbers of head k at place t: of its query, key or value. */
export function vectorOf(values, size, d, k, t) {
  const start = (k * size + t) * d;
  return values.subarray(start, start + d);
}

/** Products of two vectors, and their sum. */
export function dot(a, b) {
  const products = Float32Array.from(a, (v, i) => v * b[i]);
  return { products, sum: products.reduce((x, y) => x + y, 0) };
}

/** Σ weight · vector. */
export function mixed(weights, vectors) {
  const sum = new Float32Array(vectors[0].length);
  vectors.forEach((vector, s) => vector.forEach((v, i) => { sum[i] += weights[s] * v; }));
  return sum;
}

/** Places from the one with the largest value on. */
export function ranked(values) {
  return Array.from(values, (_, i) => i).sort((a, b) => values[b] - values[a]);
}

/** As how many places, read alike, a row is: e to its entropy. */
export function breadth(row) {
  return Math.exp(row.reduce((sum, w) => sum - (w > 0 ? w * Math.log(w) : 0), 0));
}

/** Nats a character that the network needs for what comes after the first. */
export function natsOf(scores, symbols, count) {
  let sum = 0;
  for (let t = 0; t + 1 < symbols.length; t++) {
    sum -= Math.log(softmax(scores.subarray(t * count, (t + 1) * count))[symbols[t + 1]]);
  }
  return sum / (symbols.length - 1);
}
