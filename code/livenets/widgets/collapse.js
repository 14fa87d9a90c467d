// Points of a plane through a random matrix, ReLU, and back: arithmetic only,
// after kit.js, before relu_collapse.js.

/** `count` normal numbers of this seed (mulberry32, then Box–Muller). */
export function normal(seed, count) {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return Array.from({ length: count }, () =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

/** n rows of 2; more rows keep the first ones. */
export function matrix(n, seed) {
  const v = normal(seed, 2 * n);
  return Array.from({ length: n }, (_, i) => [v[2 * i], v[2 * i + 1]]);
}

const COUNT = 400;
const turned = (angle, r) => [r * Math.cos(angle), r * Math.sin(angle)];
export const SHAPES = {
  spiral: Array.from({ length: COUNT }, (_, i) => {
    const along = Math.sqrt((i + 1) / COUNT);
    return turned(4 * Math.PI * along, along);
  }),
  circle: Array.from({ length: COUNT }, (_, i) => turned((2 * Math.PI * i) / COUNT, 1)),
  grid: Array.from({ length: COUNT }, (_, i) =>
    [((i % 20) - 9.5) / 9.5, (Math.floor(i / 20) - 9.5) / 9.5]),
};

/** ReLU(T x + β), or without ReLU. */
export function forward(T, [x, y], { beta, relu }) {
  return T.map(([a, b]) => {
    const v = a * x + b * y + beta;
    return relu ? Math.max(0, v) : v;
  });
}

/** The point of least |T x + β − v|² over `rows`; the nearest to 0 of many. */
function solve(T, v, beta, rows) {
  let [aa, ab, bb, av, bv] = [0, 0, 0, 0, 0];
  for (const i of rows) {
    const [a, b] = T[i];
    const w = v[i] - beta;
    aa += a * a;
    ab += a * b;
    bb += b * b;
    av += a * w;
    bv += b * w;
  }
  if (rows.length === 0) return [0, 0];
  if (rows.length === 1) return [av / (aa + bb), bv / (aa + bb)];
  const det = aa * bb - ab * ab;
  return [(bb * av - ab * bv) / det, (aa * bv - ab * av) / det];
}

/**
 * One point there and back. `on`: how many channels pass it on; `back`: read by
 * the pseudo-inverse of all rows, or (`knows`) of those that are on.
 */
export function there(T, point, how) {
  const values = forward(T, point, how);
  const all = [...T.keys()];
  const on = how.relu ? all.filter((i) => values[i] > 0) : all;
  return { values, on: on.length,
    back: solve(T, values, how.beta, how.relu && how.knows ? on : all) };
}

/** The factor s that brings s·back nearest to the points, and what is left. */
export function miss(points, back) {
  let [pp, pb, bb] = [0, 0, 0];
  points.forEach(([x, y], i) => {
    const [u, v] = back[i];
    pp += x * x + y * y;
    pb += x * u + y * v;
    bb += u * u + v * v;
  });
  const factor = bb > 0 ? pb / bb : 0;
  return { factor, error: pp > 0 ? Math.sqrt(Math.max(0, 1 - factor * (pb / pp))) : 0 };
}

/** The share of directions that at least two of n random channels pass on. */
export const expected = (n) => 1 - (n + 1) / 2 ** n;

/** How many channels pass (x, y) on. */
function passing(T, x, y, beta) {
  let on = 0;
  for (const [a, b] of T) if (a * x + b * y + beta > 0) on += 1;
  return on;
}

/**
 * The places of a line that give the same numbers as a point with one channel
 * on, as SVG path; "" for any other point.
 */
export function twins(T, [x, y], how, far) {
  const { values, on } = there(T, [x, y], how);
  if (!how.relu || on !== 1) return "";
  const [a, b] = T[values.findIndex((v) => v > 0)];
  const size = Math.hypot(a, b);
  let [path, pen] = ["", "M"];
  for (let s = -3 * far; s <= 3 * far; s += far / 100) {
    const [u, v] = [x - (b * s) / size, y + (a * s) / size];
    const same = Math.max(Math.abs(u), Math.abs(v)) < far && passing(T, u, v, how.beta) === 1;
    if (same) path += `${pen}${u.toFixed(4)} ${(-v).toFixed(4)}`;
    pen = same ? "L" : "M";
  }
  return path;
}

/** Where none (0) or one (1) of the channels is on: SVG paths of small squares. */
export function regions(T, { beta }, { reach: far, cells: n }) {
  const side = (2 * far) / n;
  const paths = ["", ""];
  for (let r = 0; r < n; r++) {
    let [from, kind] = [0, -1];
    for (let c = 0; c <= n; c++) {
      const now = c === n ? -1 : passing(T, (c + 0.5) * side - far, far - (r + 0.5) * side, beta);
      if (now === kind) continue;
      if (kind === 0 || kind === 1) {
        paths[kind] += `M${from * side - far} ${r * side - far}h${(c - from) * side}v${side}h${-(c - from) * side}z`;
      }
      [from, kind] = [c, now];
    }
  }
  return paths;
}
