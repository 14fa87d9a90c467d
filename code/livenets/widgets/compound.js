// What an EfficientNet costs, by the rounding of its released code: after
// kit.js, before NAME.js. nets/efficientnet.py builds the same.

// table 1: expansion, kernel, stride, channels out, blocks
export const TABLE = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
];
const CLASSES = 1000;
export const B0_SIDE = 224;

/** The nearest multiple of 8, at most 10 % below. */
export function divisible(channels) {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest >= 0.9 * channels ? nearest : nearest + 8;
}

/** What one block adds: { parameters, macs }, n pixels a side in, m out. */
function block(t, k, c, out, n, m) {
  const e = t * c;
  const q = Math.max(1, Math.floor(c / 4)); // squeezed
  const widen = t === 1 ? 0 : c * e;
  return {
    parameters: (t === 1 ? 0 : widen + 2 * e) + k * k * e + 2 * e + (2 * e * q + q + e) + e * out + 2 * out,
    macs: widen * n * n + k * k * e * m * m + 2 * e * q + e * out * m * m,
  };
}

/**
 * { parameters, macs, rows } of the network that is `width` and `depth` times
 * B0's, for pictures of side × side. rows: { channels, blocks, side } a stage.
 */
export function compound(width, depth, side) {
  let c = divisible(32 * width);
  let n = Math.ceil(side / 2);
  let parameters = 27 * c + 2 * c;
  let macs = 27 * c * n * n;
  const rows = TABLE.map(([t, k, stride, out, blocks]) => {
    const channels = divisible(out * width);
    const many = Math.ceil(blocks * depth);
    for (let i = 0; i < many; i++) {
      const m = i ? n : Math.ceil(n / stride);
      const adds = block(t, k, c, channels, n, m);
      parameters += adds.parameters;
      macs += adds.macs;
      [c, n] = [channels, m];
    }
    return { channels, blocks: many, side: n };
  });
  const head = 4 * c;
  parameters += c * head + 2 * head + head * CLASSES + CLASSES;
  macs += c * head * n * n + head * CLASSES;
  return { parameters, macs, rows };
}

/** What the paper's law makes of it, B0 being 1: depth · width² · resolution². */
export const law = (width, depth, side) => depth * width ** 2 * (side / B0_SIDE) ** 2;

/** Where a setting stands, in doublings of cost: { depth, width, net, pixels }. */
export function place({ width, depth, side }) {
  const [d, w, r] = [Math.log2(depth), 2 * Math.log2(width), 2 * Math.log2(side / B0_SIDE)];
  return { depth: d, width: w, net: d + w, pixels: r };
}
