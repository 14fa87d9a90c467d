// Activations, their slopes and their cost: after kit.js.

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x) => Math.min(Math.max(x + 3, 0), 6) / 6;

/** name → { value, slope }; where a slope jumps, the right one. */
export const BENDS = {
  swish: {
    value: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  },
  "h-swish": {
    value: (x) => x * hardSigmoid(x),
    slope: (x) => (x < -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6),
  },
  ReLU6: {
    value: (x) => Math.min(Math.max(x, 0), 6),
    slope: (x) => (x >= 0 && x < 6 ? 1 : 0),
  },
};

/** What a curve of `show` ("value", "slope" or "distance") is at x. */
export function height(name, show, x) {
  if (show === "distance") return BENDS[name].value(x) - BENDS.swish.value(x);
  return BENDS[name][show](x);
}

/** Points [x, y] of a curve from low to high. */
export function curve(name, show, low, high, steps = 320) {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = low + ((high - low) * i) / steps;
    return [x, height(name, show, x)];
  });
}

/** The largest distance from swish in [low, high], and where. */
export function furthest(name, low, high, steps = 1200) {
  return curve(name, "distance", low, high, steps)
    .reduce((best, point) => (Math.abs(point[1]) > Math.abs(best[1]) ? point : best));
}

/** Loops of their own, so that the browser can compile each for itself. */
const LOOPS = {
  swish(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = x[i] / (1 + Math.exp(-x[i]));
  },
  "h-swish"(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = (x[i] * Math.min(Math.max(x[i] + 3, 0), 6)) / 6;
  },
  ReLU6(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = Math.min(Math.max(x[i], 0), 6);
  },
};

/** Nanoseconds a value, here and now: the median of `rounds`. */
export function timed(name, n = 200000, rounds = 9, clock = () => performance.now()) {
  const x = Float32Array.from({ length: n }, (_, i) => (12 * i) / n - 6);
  const y = new Float32Array(n);
  const times = Array.from({ length: rounds }, () => {
    const start = clock();
    LOOPS[name](x, y);
    return (1e6 * (clock() - start)) / n;
  });
  return times.sort((a, b) => a - b)[rounds >> 1];
}
