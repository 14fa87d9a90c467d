// What networks that were asked the same say and cost: after scores.js, before
// NAME.js. A row is { name, scores, ms } with its facts.

/** The n likeliest classes: [{ name, share }], the likeliest first. */
export function likeliest(scores, classes, n) {
  const shares = softmax(scores);
  return shares.map((share, i) => ({ name: classes[i], share }))
    .sort((a, b) => b.share - a.share).slice(0, n);
}

/** Verdicts (a class or null) → [class, how many], the most frequent first. */
export function votes(verdicts) {
  const count = new Map();
  for (const v of verdicts) if (v !== null) count.set(v, (count.get(v) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1]);
}

export const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** "66.8 ± 1": the mean, and half of what lies between the seeds. */
export function spread(right) {
  const half = (Math.max(...right) - Math.min(...right)) / 2;
  return `${mean(right).toFixed(1)} ± ${half.toFixed(1)}`;
}

/** 8872576 → "8.87 M", 62006 → "62.0 k". */
export function short(n) {
  return n >= 1e6 ? `${(n / 1e6).toFixed(2)} M` : `${(n / 1e3).toFixed(n < 1e5 ? 1 : 0)} k`;
}

/** The order of rows by a fact: names; rows without one keep their place, last. */
export function ordered(rows, fact) {
  const value = (row) => (fact === "right" ? -mean(row.right) : row[fact] ?? Infinity);
  return rows.map((row, i) => [value(row), i, row.name])
    .sort(([a, i], [b, j]) => (a === b ? i - j : a - b)).map(([, , name]) => name);
}

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/**
 * Least squares through 0 of one or two columns: { factors, share }, `share` of
 * the variance of ys, below 0 where the mean of all would do better.
 */
export function fitted(columns, ys) {
  const [x, y] = columns;
  const xy = dot(x, ys);
  let factors = [xy / dot(x, x)];
  if (y) {
    const [xx, mixed, yy, yz] = [dot(x, x), dot(x, y), dot(y, y), dot(y, ys)];
    const area = xx * yy - mixed * mixed;
    factors = [(xy * yy - yz * mixed) / area, (yz * xx - xy * mixed) / area];
  }
  const rest = ys.map((v, i) => v - factors.reduce((sum, f, k) => sum + f * columns[k][i], 0));
  const around = ys.map((v) => v - mean(ys));
  return { factors, share: 1 - dot(rest, rest) / dot(around, around) };
}

/** Fewer multiply-adds and yet slower: the pair in which that is most so, or null. */
export function inverted(rows) {
  let found = null;
  for (const slow of rows) {
    for (const quick of rows) {
      const times = slow.ms / quick.ms;
      const work = quick.macs / slow.macs;
      if (times > 1.05 && work > 1 && !(found && times * work <= found.times * found.work)) {
        found = { slow, quick, times, work };
      }
    }
  }
  return found;
}
