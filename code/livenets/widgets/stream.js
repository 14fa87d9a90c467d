// The stream of a residual network as numbers and as a drawing: after kit.js,
// before residual.js.

/** Root mean square: the size of one number of a map. */
export function rms(values) {
  let sum = 0;
  for (const v of values) sum += v * v;
  return Math.sqrt(sum / values.length);
}

/** 1 where b is a, however long; 0 where they have nothing in common. */
export function cosine(a, b) {
  let [both, left, right] = [0, 0, 0];
  a.forEach((v, i) => {
    both += v * b[i];
    left += v * v;
    right += b[i] * b[i];
  });
  return left && right ? both / Math.sqrt(left * right) : 0;
}

/** What a block adds up: shortcut + branch, or the branch where it is alone. */
export function sumOf(outputs, block) {
  const x = outputs[`${block}.shortcut`];
  const y = outputs[`${block}.branch`];
  return x ? x.map((v, i) => v + y[i]) : y;
}

/** What a block hands on. */
export const relu = (values) => values.map((v) => Math.max(0, v));

/**
 * One row a block: { block, shortcut, branch, sum, kept }. The first three are
 * sizes (`shortcut` is null where there is none, `sum` where maps were not
 * kept); `kept` in [−1, 1] compares what it hands on with the whole network's.
 * `sizes`: path → size, for paths without maps.
 */
export function flow(blocks, outputs, sizes, whole, paths) {
  const size = (path) => {
    if (!paths.includes(path)) return null;
    return outputs[path] ? rms(outputs[path]) : sizes[path];
  };
  return blocks.map((block) => {
    const branch = `${block}.branch`;
    const there = Boolean(outputs[branch]);
    return {
      block,
      shortcut: size(`${block}.shortcut`),
      branch: size(branch),
      sum: there ? rms(sumOf(outputs, block)) : null,
      kept: there && whole
        ? cosine(relu(sumOf(outputs, block)), relu(sumOf(whole, block))) : 1,
    };
  });
}

export const STREAM = 92; // its height in the drawing
const [ARM, BASE, TALL] = [26, 186, 74];

/** How wide the drawing of one block of n is. */
export const columnOf = (n) => (n > 10 ? 30 : 84);

/** Where a block that starts at x has its sum. */
export const sumAt = (x, column) => x + 0.69 * column;

/** Size → pixels of a line. */
const thick = (size, most) => 1.5 + (8 * size) / most;

/** A branch: it leaves the stream at x, and comes down on the sum. */
function arm(x, column) {
  const [up, down, bend] = [x + 0.1 * column, sumAt(x, column), 0.19 * column];
  return `M${up} ${STREAM}C${up} ${ARM + 16} ${up + bend / 4} ${ARM} ${up + bend} ${ARM}H${down - bend}`
    + `C${down - bend / 4} ${ARM} ${down} ${ARM + 16} ${down} ${STREAM - 8}`;
}

/**
 * The drawing, as SVG attributes: lines { d, width, opacity, kind }, where
 * `kind` names a path ("shortcut", "branch", "stream"), and bars { x, y,
 * width, height, kind }. `factors`: path → a; `before`: the whole network's rows.
 */
export function river(rows, factors, projections, before) {
  const most = Math.max(...[...rows, ...before].flatMap((r) =>
    [r.shortcut ?? 0, r.branch])) || 1;
  const lines = [];
  const bars = [];
  const column = columnOf(rows.length);
  rows.forEach((row, i) => {
    const x = i * column;
    const fed = i ? rows[i - 1].kept : 1;
    const line = (kind, d, size, kept) => {
      const cut = factors[`${row.block}.${kind}`] === 0;
      lines.push({ d, width: cut ? 1.5 : thick(size, most),
        opacity: cut ? 1 : 0.12 + 0.88 * Math.max(0, kept),
        kind: [kind, cut && "cut", kind === "shortcut" && projections.includes(row.block)
          && "projected"].filter(Boolean).join(" ") });
    };
    if (row.shortcut !== null) line("shortcut", `M${x} ${STREAM}H${sumAt(x, column) - 8}`, row.shortcut, fed);
    line("branch", arm(x, column), row.branch, fed);
    line("stream", `M${sumAt(x, column) + 6} ${STREAM}H${x + column}`, row.sum ?? row.branch, row.kept);
    ["shortcut", "branch"].forEach((kind, k) => {
      if (row[kind] === null) return;
      const bar = (size, more) => {
        const height = (TALL * size) / most;
        bars.push({ x: x + column * (0.14 + 0.31 * k), y: BASE - height, height,
          width: 0.26 * column, kind: `${kind} ${more}`.trim() });
      };
      bar(row[kind], "");
      bar(before[i][kind] ?? 0, "before");
    });
  });
  return { lines, bars };
}

/**
 * Things to try: [name of the text, its argument, {path: a}], for any blocks;
 * one in the middle, whose shortcut is the identity, is cut alone.
 */
export function presetsFor(blocks, projections) {
  const all = (kind, within, a = 0) => Object.fromEntries(blocks
    .filter((block) => block.startsWith(within)).map((block) => [`${block}.${kind}`, a]));
  const plain = blocks.filter((block) => !projections.includes(block));
  const one = plain[Math.floor((plain.length + 1) / 2)] ?? blocks.at(-1);
  const stage = one.slice(0, one.lastIndexOf("."));
  return [
    ["whole", "", {}],
    ...["branch", "shortcut"].map((kind) => ["cutOne", `${one}.${kind}`, { [`${one}.${kind}`]: 0 }]),
    ["cutStage", stage, all("branch", `${stage}.`)],
    ...["branch", "shortcut"].map((kind) => ["cutAll", kind, all(kind, "")]),
    ["half", "", all("branch", "", 0.5)],
  ];
}
