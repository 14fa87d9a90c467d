// The numbers of an LSTM's steps: after kit.js and scores.js, before NAME.js.
// A step is { name: Float32Array }, as sequence.js gives it.

/** Knobs as live.js wants them; `forced`: { name: { value, units } }. */
export function knobsFor(forced, size) {
  return Object.fromEntries(Object.entries(forced).map(([name, { value, units }]) => {
    const [a, b] = [Array(size).fill(1), Array(size).fill(0)];
    for (const unit of units) [a[unit], b[unit]] = [0, value];
    return [name, [a, b]];
  }));
}

/** What one unit holds over time: tanh of its cell, (T,). */
export const held = (steps, cell, unit) => steps.map((step) => Math.tanh(step[cell][unit]));

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** Pearson's r of two rows, in [−1, 1]; 0 where one does not vary. */
export function correlation(xs, ys) {
  const [x, y] = [mean(xs), mean(ys)];
  let [xy, xx, yy] = [0, 0, 0];
  xs.forEach((v, t) => {
    xy += (v - x) * (ys[t] - y);
    xx += (v - x) ** 2;
    yy += (ys[t] - y) ** 2;
  });
  return xx > 1e-12 && yy > 1e-12 ? xy / Math.sqrt(xx * yy) : 0;
}

/** How much each unit's cell moves over the steps, (N,). */
export function moves(steps, cell) {
  return Array.from(steps[0][cell], (_, unit) => {
    const row = held(steps, cell, unit);
    const middle = mean(row);
    return Math.sqrt(mean(row.map((v) => (v - middle) ** 2)));
  });
}

/** r of each unit's cell with marks (T,), (N,). */
export function followers(steps, cell, marks) {
  return Array.from(steps[0][cell], (_, unit) => correlation(held(steps, cell, unit), marks));
}

/** What the best of `units` meaningless rows reaches in |r|, about. */
export const byChance = (units, steps) => Math.min(1, Math.sqrt((2 * Math.log(2 * units)) / steps));

/** The places of the n largest |v|, the largest first. */
export function strongest(values, n) {
  return Array.from(values, (_, i) => i)
    .sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, n);
}

const priced = new WeakMap(); // step → [symbol, nats]: each is reckoned once

/** What a symbol costs after a step, in nats: −ln of its share. */
function costOf(step, symbol) {
  const known = priced.get(step);
  if (known?.[0] === symbol) return known[1];
  const most = Math.max(...step.scores);
  let sum = 0;
  for (const s of step.scores) sum += Math.exp(s - most);
  const nats = most + Math.log(sum) - step.scores[symbol];
  priced.set(step, [symbol, nats]);
  return nats;
}

/** What each next symbol cost, in nats, (T − 1,). */
export const costs = (steps, symbols) =>
  symbols.slice(1).map((symbol, t) => costOf(steps[t], symbol));

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The symbol that a throw in [0, 1) draws; `never` is not drawn. */
export function sampled(scores, temperature, thrown, never = null) {
  const shares = softmax(Array.from(scores, (s, i) => (i === never ? -Infinity : s / temperature)));
  let left = thrown;
  for (let i = 0; i < shares.length; i++) {
    left -= shares[i];
    if (left < 0) return i;
  }
  return shares.indexOf(Math.max(...shares)); // rounding has eaten the rest
}

const brackets = (v, digits) => (v < 0 ? `(${num(v, digits)})` : num(v, digits));

/** A unit's step with its numbers, as two lines. */
export function arithmetic({ f, i, g, o, before, c, h: shown }) {
  return [
    `c = f · c₋₁ + i · g = ${num(f)} · ${brackets(before)} + ${num(i)} · ${brackets(g)}`
      + ` = ${num(f * before)} ${i * g < 0 ? "−" : "+"} ${num(Math.abs(i * g))} = ${num(c)}`,
    `h = o · tanh(c) = ${num(o)} · tanh(${num(c)}) = ${num(o)} · ${brackets(Math.tanh(c))} = ${num(shown)}`,
  ];
}
