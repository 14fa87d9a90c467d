// A recurrent network as loops over lists: after kit.js, before NAME.js.

const SQUARINGS = 40;

/** A·B, lists of rows. */
export const product = (A, B) =>
  A.map((row) => B[0].map((_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)));

/** The square root of the sum of squares. */
export const norm = (values) => Math.hypot(...values);

/**
 * The spectral radius: |W^n|^(1/n), n = 2^40 by squaring (Gelfand). It needs
 * no eigenvalue, so that pairs of complex ones are no other case.
 */
export function radius(W) {
  let log = 0, power = W;
  for (let i = 0; i <= SQUARINGS; i++) {
    const size = norm(power.flat());
    if (size === 0) return 0;
    log += Math.log(size) / 2 ** i;
    power = power.map((row) => row.map((v) => v / size));
    power = product(power, power);
  }
  return Math.exp(log);
}

/** W with another spectral radius, or null where it is 0. */
export function scaledTo(W, wanted) {
  const now = radius(W);
  return now < 1e-9 ? null : W.map((row) => row.map((v) => (v * wanted) / now));
}

/** Every moment: { x, before, fromX, fromH: n × n products, sum, h }. */
export function unroll({ weight_x, weight_h, bias, inputs, activation }) {
  let before = bias.map(() => 0);
  return inputs.map((x) => {
    const fromX = weight_x.map((w) => w * x);
    const fromH = weight_h.map((row) => row.map((w, j) => w * before[j]));
    const sum = bias.map((b, i) => fromX[i] + fromH[i].reduce((a, v) => a + v, 0) + b);
    const h = activation === "tanh" ? sum.map(Math.tanh) : sum;
    const moment = { x, before, fromX, fromH, sum, h };
    before = h;
    return moment;
  });
}

/**
 * What is left at each moment of a nudge to the first moment's state:
 * |∂h_t/∂h_1| (Frobenius) over √n, so that it is 1 at the first.
 */
export function nudged(moments, W, activation) {
  let J = W.map((row, i) => row.map((_, j) => Number(i === j)));
  return moments.map(({ h }, t) => {
    if (t) {
      J = product(W, J).map((row, i) =>
        row.map((v) => (activation === "tanh" ? v * (1 - h[i] ** 2) : v)));
    }
    return norm(J.flat()) / Math.sqrt(W.length);
  });
}
