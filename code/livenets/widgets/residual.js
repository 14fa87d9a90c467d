// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// blocks, projections, classes: string[], sizes: {path: number}, opened, side: int

const L = {
  title: "What the shortcut carries.",
  hint: "The line is the stream of shortcuts, each arm above it a branch; thick is large, pale is lost. Cut either in any block, and watch what is left downstream.",
  network: "Network",
  presets: "Try",
  whole: "the whole network",
  cutOne: (path) => `cut ${path}`,
  cutStage: (stage) => `cut every branch of ${stage}`,
  cutAll: (kind) => `cut every ${kind}`,
  half: "halve every branch",
  river: "The network as a stream, from left to right.",
  bars: "Below it the size of each path (root mean square): orange the shortcut, blue the branch; the outline is the whole network's.",
  open: "Open a block",
  path: { shortcut: "Shortcuts", branch: "Branches" },
  toggle: (path, a) => `${path}, times ${a}`,
  left: "Left of the whole network's stream",
  share: (v) => `${Math.round(100 * v)} %`,
  opened: (name, kind, shape) => `${name} · ${kind} · ${times(shape)}`,
  identity: "the shortcut is the identity",
  projected: "the shortcut is a 1 × 1 convolution",
  alone: "no shortcut",
  scale: { shortcut: "shortcut ×", branch: "branch ×" },
  channels: "Channels",
  range: (from, to) => `${from} … ${to}`,
  row: { shortcut: (s) => `shortcut · size ${s}`, branch: (s) => `+ branch · size ${s}`,
    sum: (s) => `= sum · size ${s}; its blue is what ReLU drops` },
  pixel: (k, r, c, x, y, sum, out) => `Channel ${k}, row ${r}, column ${c}: ${x} + ${y} = ${sum}, after ReLU ${out}.`,
  only: (k, r, c, y, out) => `Channel ${k}, row ${r}, column ${c}: ${y}, after ReLU ${out}.`,
  reads: (net, a, p, b, q) => `${net} reads: ${a} (${p}); its second guess is ${b} (${q}).`,
  before: (a, p) => `The whole network reads: ${a} (${p}).`,
  changed: (n) => (n === 1 ? " One path is changed." : ` ${n} paths are changed.`),
  end: (share) => ` The last block hands on something ${share} like what it was.`,
  head: ["block", "shortcut ×", "its size", "branch ×", "its size", "size of the sum", "like the whole network's, %"],
};
const KINDS = ["shortcut", "branch"];
const PER = 8; // channels a row
const short = (block) => block.replace("stages.", "");

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const [blocks, projections, classes, side] = ["blocks", "projections", "classes", "side"].map(get);
  const cards = get("networks");
  const nets = Object.keys(cards);
  const factors = {}; // path → a, of both networks
  const at = { block: get("opened"), page: 0, k: 0, row: 8, col: 8 };
  let net = nets[0];
  let picture = 0; // counts the reader's pictures
  let now = null; // { outputs, request, rows }
  let whole = null; // { key, outputs, rows }: the same without a cut
  let maps = null; // the rows of the opened block

  const pathsOf = (name) => Object.keys(cards[name].knobs);
  const a = (path) => factors[path] ?? 1;
  const changed = () => pathsOf(net).filter((path) => a(path) !== 1);
  const parts = shell(el, { widget: "residual", title: L.title, hint: L.hint, table });
  const stage = h("div", { className: "line top" });
  const picker = pickPicture(model, { drop: stage, change(values, time) {
    for (const [trait, value] of Object.entries(values)) model.set(trait, value);
    model.save_changes();
    picture += 1;
    ask(time);
  } });
  const network = h("select", { onchange: ({ timeStamp }) => { net = network.value; ask(timeStamp); } },
    ...nets.map((name) => h("option", { value: name, textContent: name })));
  const presets = [[L.whole, {}], ...PRESETS(blocks)].map(([text, cuts]) => {
    const button = h("button", { type: "button", textContent: text,
      onclick: ({ timeStamp }) => { reset(cuts); ask(timeStamp); } });
    return { button, cuts };
  });
  const drawing = svg("svg", { class: "river", viewBox: `0 0 ${COLUMN * blocks.length} 236`, role: "img" });
  const cell = (make) => h("div", { className: "columns" }, ...blocks.map(make));
  const openers = blocks.map((block, i) => h("button", { type: "button", textContent: short(block),
    onclick: () => { Object.assign(at, { block: i, page: 0 }); needed(); } }));
  const toggles = Object.fromEntries(KINDS.flatMap((kind) => blocks.map((block) => {
    const path = `${block}.${kind}`;
    return [path, h("button", { type: "button", className: `cut-${kind}`,
      onclick: ({ timeStamp }) => { factors[path] = a(path) ? 0 : 1; ask(timeStamp); } })];
  })));
  const left = blocks.map(() => h("span"));
  const input = h("canvas", { width: side, height: side, className: "seen", role: "img", ariaLabel: PICK.picture });
  const scores = scoreBars(classes);
  const before = h("p", { className: "before" });
  const words = h("p", { className: "opened" });
  const sliders = Object.fromEntries(KINDS.map((kind) => {
    const out = h("output");
    const range = h("input", { type: "range", min: 0, max: 2, step: 0.1, oninput: ({ timeStamp }) => {
      factors[`${blocks[at.block]}.${kind}`] = range.valueAsNumber;
      ask(timeStamp);
    } });
    return [kind, { range, out, label: labelled(L.scale[kind], range, out) }];
  }));
  const pages = h("select", { onchange: () => { at.page = Number(pages.value); inspect(); } });
  const paging = labelled(L.channels, pages);
  const grid = h("div", { className: "paths" });
  const pixel = h("p", { className: "sum" });
  stage.append(h("div", { className: "verdict" }, input, before, scores.el),
    h("div", { className: "side" }, words,
      h("div", { className: "line" }, sliders.shortcut.label, sliders.branch.label, paging), grid, pixel));
  parts.body.append(picker.el,
    h("div", { className: "line" }, labelled(L.network, network), h("span", {}, L.presets), ...presets.map((p) => p.button)),
    drawing, h("p", { className: "legend" }, L.bars),
    ...KINDS.flatMap((kind) => [h("b", {}, L.path[kind]), cell((block) => toggles[`${block}.${kind}`])]),
    h("b", {}, L.left), cell((_, i) => left[i]), h("b", {}, L.open), cell((_, i) => openers[i]), stage);

  function reset(cuts) {
    for (const path of Object.keys(toggles)) factors[path] = cuts[path] ?? 1;
  }

  /** Run it; first without cuts, where that is not known for this picture. */
  function ask(time) {
    picker.sync();
    sync();
    const paths = pathsOf(net);
    const request = (on) => ({ network: net, key: `${net} ${picture}`, watch: [...paths, "output"],
      inputs: { input: planes(picker.rgb(), side) },
      knobs: Object.fromEntries(paths.map((path) => [path, [on ? a(path) : 1, 0]])) });
    const wanted = request(true);
    const known = whole?.key === wanted.key || !changed().length;
    engine.change(known ? wanted : { ...request(false), then: wanted }, time);
  }

  /** The opened block may be one whose maps are not here yet. */
  function needed() {
    sync();
    if (now.outputs[`${blocks[at.block]}.branch`]) inspect();
    else ask(performance.now());
  }

  function sync() {
    const paths = pathsOf(net);
    for (const [path, button] of Object.entries(toggles)) {
      button.disabled = !paths.includes(path);
      button.textContent = button.disabled ? "–" : `×${num(a(path))}`;
      button.ariaPressed = String(a(path) === 0);
      button.ariaLabel = L.toggle(path, num(a(path)));
    }
    openers.forEach((button, i) => { button.ariaPressed = String(i === at.block); });
    for (const { button, cuts } of presets) {
      button.disabled = !Object.keys(cuts).every((path) => paths.includes(path));
      button.ariaPressed = String(paths.every((path) => a(path) === (cuts[path] ?? 1)));
    }
    for (const [kind, { range, out }] of Object.entries(sliders)) {
      const path = `${blocks[at.block]}.${kind}`;
      range.disabled = !paths.includes(path);
      range.value = a(path);
      out.textContent = num(a(path));
    }
  }

  function draw(outputs, request) {
    const on = Object.fromEntries(Object.entries(request.knobs).map(([path, [v]]) => [path, v]));
    const cut = Object.values(on).some((v) => v !== 1);
    const rows = flow(blocks, outputs, get("sizes"), cut ? whole.outputs : null, pathsOf(request.network));
    now = { outputs, request, rows, on };
    if (!cut) whole = { key: request === first ? "" : request.key, outputs, rows };
    const { lines, bars } = river(rows, on, projections, whole.rows);
    drawing.replaceChildren(
      ...lines.map((l) => svg("path", { d: l.d, class: l.kind, "stroke-width": l.width, "stroke-opacity": l.opacity })),
      ...blocks.flatMap((block, i) => [
        svg("circle", { cx: i * COLUMN + 58, cy: 96, r: 8, class: "add" }),
        svg("text", { x: i * COLUMN + 58, y: 101, "text-anchor": "middle" }, "+"),
        svg("text", { x: i * COLUMN + 29, y: 16, "text-anchor": "middle" }, short(block))]),
      ...bars.map(({ kind, ...box }) => svg("rect", { ...box, width: 22, class: kind })));
    drawing.ariaLabel = `${L.river} ${L.bars}`;
    rows.forEach((row, i) => {
      left[i].textContent = L.share(row.kept);
      left[i].style.opacity = 0.35 + 0.65 * Math.max(0, row.kept);
    });
    const n = side * side;
    put(input, Uint8ClampedArray.from({ length: 4 * n }, (_, i) =>
      (i % 4 === 3 ? 255 : 255 * request.inputs.input[(i % 4) * n + Math.floor(i / 4)])), side, side);
    const once = softmax(whole.outputs.output);
    const best = once.indexOf(Math.max(...once));
    before.textContent = cut ? L.before(classes[best], percent(once[best])) : "";
    const count = Object.values(on).filter((v) => v !== 1).length;
    scores.draw(outputs.output, (shares, [one, two]) =>
      L.reads(request.network, classes[one], percent(shares[one]), classes[two], percent(shares[two]))
      + (count ? L.changed(count) + L.end(L.share(rows.at(-1).kept)) : ""));
    parts.summarise(`${scores.el.ariaLabel} ${before.textContent}`.trim());
    sync();
    inspect();
    if (request.then) engine.change(request.then);
  }

  /** The opened block: three rows of maps on one scale, and one sum. */
  function inspect() {
    const block = blocks[at.block];
    const { outputs, request } = now;
    const branch = outputs[`${block}.branch`];
    if (!branch) return; // the stored result has one block's maps
    const [, channels, high, wide] = cards[request.network].outputs[`${block}.branch`];
    const x = outputs[`${block}.shortcut`];
    const values = { ...(x ? { shortcut: x } : {}), branch, sum: sumOf(outputs, block) };
    const kind = !x ? L.alone : projections.includes(block) ? L.projected : L.identity;
    words.textContent = L.opened(block, kind, [channels, high, wide]);
    if (maps?.key !== `${block} ${Boolean(x)}`) {
      maps = { key: `${block} ${Boolean(x)}`, rows: Object.fromEntries(Object.keys(values).map((name) =>
        [name, mapRow({ label: `${block} ${name}`, channels: PER, h: high, w: wide, side: 64,
          onpick: (k, row, col) => { Object.assign(at, { k, row, col }); inspect(); } })])) };
      grid.replaceChildren(...Object.values(maps.rows).map((row) => row.el));
      pages.replaceChildren(...Array.from({ length: channels / PER }, (_, i) =>
        h("option", { value: i, textContent: L.range(i * PER, i * PER + PER - 1) })));
    }
    pages.value = at.page;
    pages.disabled = channels <= PER;
    const n = high * wide;
    const scale = Math.max(...Object.values(values).map(reach));
    const [row, col] = [Math.min(at.row, high - 1), Math.min(at.col, wide - 1)];
    for (const [name, all] of Object.entries(values)) {
      maps.rows[name].draw(all.subarray(at.page * PER * n, (at.page + 1) * PER * n), scale, L.row[name](num(rms(all))));
      maps.rows[name].clear();
      maps.rows[name].mark(at.k, { row, col, h: 1, w: 1 });
    }
    const k = at.page * PER + at.k;
    const [s, y, sum] = [x, branch, values.sum].map((v) => v?.[k * n + row * wide + col]);
    const out = num(Math.max(0, sum));
    pixel.textContent = x ? L.pixel(k, row, col, num(s), y < 0 ? `(${num(y)})` : num(y), num(sum), out)
      : L.only(k, row, col, num(y), out);
  }

  function table() {
    const shown = (v) => v ?? "–";
    return { head: L.head, rows: now.rows.map((row) => [row.block, shown(now.on[`${row.block}.shortcut`]),
      shown(row.shortcut), now.on[`${row.block}.branch`], row.branch, shown(row.sum), Math.round(100 * row.kept)]) };
  }

  picker.sync();
  const first = { network: net, inputs: { input: planes(picker.rgb(), side) },
    knobs: Object.fromEntries(pathsOf(net).map((path) => [path, [1, 0]])) };
  const engine = live(model, parts, draw, first);
  return () => { engine.stop(); parts.stop(); };
}

/** [text, {path: a}], for any blocks; the block in the middle is cut alone. */
function PRESETS(blocks) {
  const all = (kind, within, v = 0) => Object.fromEntries(
    blocks.filter((block) => block.startsWith(within)).map((block) => [`${block}.${kind}`, v]));
  const one = blocks[Math.floor(blocks.length / 2) + 1] ?? blocks.at(-1);
  const stage = one.slice(0, one.lastIndexOf("."));
  return [
    ...["branch", "shortcut"].map((kind) => [L.cutOne(`${one}.${kind}`), { [`${one}.${kind}`]: 0 }]),
    [L.cutStage(stage), all("branch", stage)],
    ...["branch", "shortcut"].map((kind) => [L.cutAll(kind), all(kind, "")]),
    [L.half, all("branch", "", 0.5)],
  ];
}

export default { render };
