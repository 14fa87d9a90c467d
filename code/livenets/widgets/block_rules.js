// What a block's shapes say of it: arithmetic only, after kit.js, before
// block_opener.js. A shape is [1, C, H, W].

/**
 * The shapes of a block: what comes in, what each step puts out, and by what
 * the picture shrinks.
 */
export function measured(row, outputs) {
  const x = outputs[row.before];
  const steps = row.steps.map(({ watch }) => outputs[watch]);
  const y = steps.at(-1);
  return { x, y, steps, widest: Math.max(...steps.map(([, c]) => c)), stride: Math.round(x[2] / y[2]) };
}

/** Why there is a shortcut or none: "added", "size", "channels", or "none". */
export function rule(row, outputs) {
  if (row.shortcut) return "added";
  const { x, y } = measured(row, outputs);
  if (x[2] !== y[2] || x[3] !== y[3]) return x[1] === y[1] ? "size" : "both";
  return x[1] === y[1] ? "none" : "channels";
}

/** How many of C maps are above 0 at each of the places: the least, the most. */
export function onPerPlace(values, channels) {
  const n = values.length / channels;
  const counts = new Uint16Array(n);
  values.forEach((v, i) => { if (v > 0) counts[i % n] += 1; });
  return { least: Math.min(...counts), most: Math.max(...counts) };
}

/** The share of numbers below 0, and how many of C maps are nowhere above 0. */
export function below(values, channels) {
  const n = values.length / channels;
  let negative = 0;
  const alive = new Uint8Array(channels);
  values.forEach((v, i) => {
    if (v < 0) negative += 1;
    if (v > 0) alive[Math.floor(i / n)] = 1;
  });
  return { share: negative / values.length, silent: channels - alive.reduce((a, b) => a + b, 0) };
}

/** 1234567 → "1.23 M". */
export function many(n) {
  if (n >= 1e6) return `${num(n / 1e6)} M`;
  return n.toLocaleString("en");
}
