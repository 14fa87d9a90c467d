// A standard convolution as a separable one, and the order of their
// multiplications: after kit.js, before NAME.js. A kernel is k·k numbers.

/**
 * Eigenvalues and vectors of a small symmetric matrix, the largest first
 * (Jacobi): [{ value, vector }].
 */
export function eigen(matrix) {
  const n = matrix.length;
  const a = matrix.map((row) => Array.from(row));
  const v = a.map((_, i) => a.map((_, j) => Number(i === j)));
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const angle = Math.atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const turn = (rows) => rows.forEach((row) => {
          [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
        });
        turn(a);
        a.forEach((_, i) => {
          [a[p][i], a[q][i]] = [c * a[p][i] - s * a[q][i], s * a[p][i] + c * a[q][i]];
        });
        turn(v);
      }
    }
  }
  return a.map((row, i) => ({ value: row[i], vector: v.map((line) => line[i]) }))
    .sort((one, other) => other.value - one.value);
}

/**
 * The separable layer that is nearest to `kernels[o][c]` (least squares), with
 * `filters` depthwise kernels a channel: { depthwise[c·filters + j],
 * pointwise[o][c·filters + j], kept }; `kept` is its share of the squares.
 */
export function separated(kernels, filters) {
  const dot = (x, y) => x.reduce((sum, v, i) => sum + v * y[i], 0);
  const depthwise = [];
  const pointwise = kernels.map(() => []);
  let [kept, all] = [0, 0];
  kernels[0].forEach((_, c) => {
    const slices = kernels.map((each) => each[c]);
    const parts = eigen(slices.map((x) => slices.map((y) => dot(x, y))));
    parts.forEach(({ value }) => { all += Math.max(0, value); });
    for (let j = 0; j < filters; j++) {
      const { value, vector } = parts[j] ?? { value: 0, vector: slices.map(() => 0) };
      const filter = slices[0].map((_, i) => dot(vector, slices.map((s) => s[i])));
      // the filter's largest weight is 1, the largest share in a mixture is
      // positive, and what is only rounding is no filter
      const sign = Math.max(...vector) < reach(vector) ? -1 : 1;
      const scale = value > 1e-9 * parts[0].value ? sign * reach(filter) : 0;
      depthwise.push(filter.map((w) => (scale ? w / scale : 0)));
      pointwise.forEach((row, o) => row.push(vector[o] * scale));
      kept += Math.max(0, value);
    }
  });
  return { depthwise, pointwise, kept: all ? kept / all : 1 };
}

/** Multiplications for one output pixel of all channels. */
export function work({ out, into, filters, taps }) {
  const [depthwise, pointwise] = [into * filters * taps, into * filters * out];
  return { standard: out * into * taps, depthwise, pointwise, separable: depthwise + pointwise };
}

/** What the standard way's multiplication number n (from 0) is for. */
export function standardAt(n, { into, taps }) {
  return { o: Math.floor(n / (into * taps)), c: Math.floor(n / taps) % into, tap: n % taps };
}

/** The same of the separable way: { f, tap } while filtering, then { f, o }. */
export function separableAt(n, { into, filters, taps }) {
  const all = into * filters;
  if (n < all * taps) return { f: Math.floor(n / taps), tap: n % taps };
  return { f: (n - all * taps) % all, o: Math.floor((n - all * taps) / all) };
}

/** Multiplications made after `ms`: the first nine slowly. */
export function raced(ms) {
  return ms < 2700 ? Math.floor(ms / 300) : 9 + Math.floor((ms - 2700) / 60);
}

/** Two layers' maps: how far off the second one is, as a share (r.m.s.). */
export function gapOf(maps, others) {
  let [off, all] = [0, 0];
  maps.forEach((map, o) => map.values.forEach((v, i) => {
    off += (v - others[o].values[i]) ** 2;
    all += v ** 2;
  }));
  return all ? Math.sqrt(off / all) : 0;
}

/** Σ weight · map, over maps of one size. */
export function mixed(maps, weights) {
  const values = Float32Array.from(maps[0].values, (_, i) =>
    maps.reduce((sum, map, f) => sum + weights[f] * map.values[i], 0));
  return { ...maps[0], values };
}
