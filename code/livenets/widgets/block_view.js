// One block of a network opened: its paths as maps on one scale, and the sum at
// one pixel: after maps.js and stream.js, before residual.js.

const BLOCK = {
  opened: (name, kind, shape) => `${name} · ${kind} · ${times(shape)}`,
  identity: "the shortcut is the identity",
  projected: "the shortcut is a 1 × 1 convolution",
  alone: "no shortcut",
  channels: "Channels",
  range: (from, to) => `${from} … ${to}`,
  row: { shortcut: (s) => `shortcut · size ${s}`, branch: (s) => `+ branch · size ${s}`,
    sum: (s) => `= sum · size ${s}; ReLU drops what is blue` },
  map: (block, path) => `${block} ${path}`,
  pixel: (k, r, c, x, y, sum, out) => `Channel ${k}, row ${r}, column ${c}: ${x} + ${y} = ${sum}, after ReLU ${out}.`,
  only: (k, r, c, y, out) => `Channel ${k}, row ${r}, column ${c}: ${y}, after ReLU ${out}.`,
};
const PER = 8; // channels a row

/**
 * Returns { words, paging, el, draw }: a heading, a choice of channels, the
 * maps, and `draw(block, outputs, [C, H, W], projected)`.
 */
export function blockView() {
  const at = { page: 0, k: 0, row: 8, col: 8 };
  let shown = null; // what draw() was called with
  let key = "";
  let rows = {};
  const words = h("p", { className: "opened" });
  const pages = h("select", { onchange: () => { at.page = Number(pages.value); draw(...shown); } });
  const grid = h("div", { className: "paths" });
  const pixel = h("p", { className: "sum", role: "status" });

  function rebuild(block, [channels, high, wide], names) {
    key = `${block} ${names}`;
    at.page = 0;
    rows = Object.fromEntries(names.map((name) =>
      [name, mapRow({ label: BLOCK.map(block, name), channels: PER, h: high, w: wide, side: 80,
        onpick: (k, row, col) => { Object.assign(at, { k, row, col }); draw(...shown); } })]));
    grid.replaceChildren(...names.map((name) => rows[name].el));
    pages.replaceChildren(...Array.from({ length: channels / PER }, (_, i) =>
      h("option", { value: i, textContent: BLOCK.range(i * PER, i * PER + PER - 1) })));
    pages.disabled = channels <= PER;
  }

  function draw(block, outputs, shape, projected) {
    shown = [block, outputs, shape, projected];
    const [, high, wide] = shape;
    const x = outputs[`${block}.shortcut`];
    const branch = outputs[`${block}.branch`];
    const maps = { ...(x ? { shortcut: x } : {}), branch, sum: sumOf(outputs, block) };
    const names = Object.keys(maps);
    if (key !== `${block} ${names}`) rebuild(block, shape, names);
    const kind = !x ? BLOCK.alone : projected ? BLOCK.projected : BLOCK.identity;
    words.textContent = BLOCK.opened(block, kind, shape);
    pages.value = at.page;
    const n = high * wide;
    const scale = 4 * rms(maps.sum) || 1; // one for all: sizes can be compared
    const [row, col] = [Math.min(at.row, high - 1), Math.min(at.col, wide - 1)];
    for (const [name, all] of Object.entries(maps)) {
      rows[name].draw(all.subarray(at.page * PER * n, (at.page + 1) * PER * n), scale,
        BLOCK.row[name](num(rms(all))));
      rows[name].clear();
      rows[name].mark(at.k, { row, col, h: 1, w: 1 });
    }
    const k = at.page * PER + at.k;
    const [s, y, sum] = [x, branch, maps.sum].map((v) => v?.[k * n + row * wide + col]);
    const out = num(Math.max(0, sum));
    const signed = y < 0 ? `(${num(y)})` : num(y);
    pixel.textContent = x ? BLOCK.pixel(k, row, col, num(s), signed, num(sum), out)
      : BLOCK.only(k, row, col, num(y), out);
  }

  return { words, paging: labelled(BLOCK.channels, pages), el: h("div", {}, grid, pixel), draw };
}
