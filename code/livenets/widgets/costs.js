// What each layer of a plain network costs, from a list written as text:
// costs.py for the page, sentence by sentence.

const MOST = 80; // words
const LIMITS = { k: 31, s: 16, p: 31, g: 65536 };
const WIDEST = 65536; // channels
const LARGEST = 1024; // pixels a side

const WHY = {
  side: (n) => `A picture here has 1 to ${LARGEST} pixels a side, not ${n}.`,
  empty: "The list is empty: write a number of channels, such as 64.",
  many: (n) => `${n} layers are more than the ${MOST} that this table takes.`,
  linear: (i, word) => `Linear layer ${i}, "${word}": write a whole number from 1 to ${WIDEST}.`,
  mean: (i, word, n) => `Layer ${i}, "${word}": the map is ${n} × ${n} by then, so it can be averaged to 1 × 1 up to ${n} × ${n}.`,
  pool: (i, word, n, k) => `Layer ${i}, "${word}": the map is only ${n} × ${n} by then, and a window of ${k} × ${k} does not fit. Use fewer pools, or a larger picture.`,
  word: (i, word) => `Layer ${i}, "${word}", is none that this table knows: write a number of channels (64), M for a max pool, or A7 for an average pool to 7 × 7.`,
  number: (i, word, key, least, value) => `Layer ${i}, "${word}": ${key} can be ${least} to ${LIMITS[key]}, not ${value}.`,
  channels: (i, word, out) => `Layer ${i}, "${word}": a convolution has 1 to ${WIDEST} channels, not ${out}.`,
  groups: (i, word, g, c, out) => `Layer ${i}, "${word}": ${g} groups must divide the ${c} channels that come in and the ${out} that go out.`,
  kernel: (i, word, n, k) => `Layer ${i}, "${word}": the map is only ${n} × ${n} by then, and a kernel of ${k} × ${k} does not fit.`,
};

/** The words of a list, whether or not it has brackets and quotes. */
export const wordsOf = (text) => text.replace(/[[\]'",;]/g, " ").split(/\s+/).filter(Boolean);

/**
 * Every layer's cost for one picture, or { error }: a sentence.
 * { rows: { word, kind, channels, side, sees (null: all), parameters, macs,
 * values, k, s, groups, inputs }[] }
 */
export function costs({ cfg, linear = "", side = 224, channels = 3, batchNorm = false }) {
  const [layers, widths] = [wordsOf(cfg), wordsOf(linear)];
  if (!(Number.isInteger(side) && side >= 1 && side <= LARGEST)) return { error: WHY.side(side) };
  if (!layers.length) return { error: WHY.empty };
  const count = layers.length + widths.length;
  if (count > MOST) return { error: WHY.many(count) };
  const rows = [];
  let [c, n, seen, jump] = [channels, side, 1, 1];
  for (const [at, word] of layers.entries()) {
    const { error, kind, k, p, g, out, to, ...more } = layerOf(at + 1, word, c, n);
    if (error) return { error };
    const s = kind === "mean" ? n / to : more.s;
    const row = { word, kind, k, s, groups: g, inputs: c, parameters: 0, macs: 0 };
    n = kind === "mean" ? to : Math.floor((n + 2 * p - k) / s) + 1;
    if (kind === "conv") {
      const weights = k * k * (c / g) * out;
      c = out;
      row.parameters = weights + c * (batchNorm ? 3 : 1);
      row.macs = weights * n * n;
    }
    seen += (k - 1) * jump;
    jump *= s;
    rows.push({ ...row, channels: c, side: n, sees: Math.round(seen), values: c * n * n });
  }
  let inputs = c * n * n;
  for (const [at, word] of widths.entries()) {
    const out = /^\d+$/.test(word) ? Number(word) : 0;
    if (out < 1 || out > WIDEST) return { error: WHY.linear(at + 1, word) };
    rows.push({ word, kind: "linear", inputs, channels: out, side: 1, sees: null,
      parameters: (inputs + 1) * out, macs: inputs * out, values: out });
    inputs = out;
  }
  return { rows };
}

/** A word's kind and numbers on a map of c channels, n × n; or { error }. */
function layerOf(i, word, c, n) {
  const lower = word.toLowerCase();
  const mean = lower.match(/^a(\d+)$/);
  if (mean) {
    const to = Number(mean[1]);
    if (to < 1 || to > n) return { error: WHY.mean(i, word, n) };
    let k = 0;
    for (let j = 0; j < to; j++) {
      k = Math.max(k, Math.ceil(((j + 1) * n) / to) - Math.floor((j * n) / to));
    }
    return { kind: "mean", k, p: 0, to };
  }
  const pool = lower.match(/^m((?:[ks]\d+)*)$/);
  const conv = lower.match(/^(\d+)((?:[kspg]\d+)*)$/);
  if (!pool && !conv) return { error: WHY.word(i, word) };
  const given = Object.fromEntries(Array.from((pool?.[1] ?? conv[2]).matchAll(/([kspg])(\d+)/g),
    ([, key, value]) => [key, Number(value)]));
  for (const [key, value] of Object.entries(given)) {
    const least = key === "p" ? 0 : 1;
    if (value < least || value > LIMITS[key]) return { error: WHY.number(i, word, key, least, value) };
  }
  if (pool) {
    const { k, s } = { k: 2, s: 2, ...given };
    return k > n ? { error: WHY.pool(i, word, n, k) } : { kind: "max", k, s, p: 0 };
  }
  const { k, s, g } = { k: 3, s: 1, g: 1, ...given };
  const { p, out } = { p: Math.floor(k / 2), out: Number(conv[1]), ...given };
  if (out < 1 || out > WIDEST) return { error: WHY.channels(i, word, out) };
  if (c % g || out % g) return { error: WHY.groups(i, word, g, c, out) };
  if (k > n + 2 * p) return { error: WHY.kernel(i, word, n, k) };
  return { kind: "conv", k, s, p, g, out };
}
