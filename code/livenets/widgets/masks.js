// Seeded dropout masks: after scores.js, before NAME.js.

/** `n` numbers in [0, 1): mulberry32, as dropout.py has it. */
export function uniform(seed, n) {
  let state = seed >>> 0;
  return Array.from({ length: n }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let v = Math.imul(state ^ (state >>> 15), state | 1);
    v ^= v + Math.imul(v ^ (v >>> 7), v | 61);
    return ((v ^ (v >>> 14)) >>> 0) / 2 ** 32;
  });
}

/** Mask number `i`, a layer each: 0 if dropped, else 1 / (1 − p). */
export function scaled(p, seed, i, sizes) {
  const numbers = uniform(seed * 1000003 + i, sizes.reduce((a, b) => a + b, 0));
  let at = 0;
  return sizes.map((n) => numbers.slice(at, (at += n)).map((u) => (u < p ? 0 : 1 / (1 - p))));
}

/** The mean of rows of shares, a class each. */
export function meanOf(rows) {
  return rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
}

/** After 1, 2, … masks: the mean share of class k. */
export function running(rows, k) {
  let sum = 0;
  return rows.map((row, i) => (sum += row[k]) / (i + 1));
}

/** The place of the largest. */
export const largest = (values) => values.indexOf(Math.max(...values));
