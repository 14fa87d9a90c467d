// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// blocks, projections, classes: string[], sizes: {path: number}, opened, side: int

const L = {
  title: "What the shortcut carries.",
  hint: "Orange is the stream of shortcuts, each blue arm a branch that adds to it; thick is large, pale is no longer what it was. Cut either in any block, and look downstream.",
  network: "Network",
  whole: "the whole network",
  cutOne: (path) => `cut ${path}`,
  cutStage: (stage) => `cut every branch of ${stage}`,
  cutAll: (kind) => `cut every ${kind}`,
  half: "halve every branch",
  river: "The network as a stream, from left to right. Bars: the size of each shortcut and branch; the outline is the whole network's.",
  size: "The stream, and sizes (RMS)",
  open: "Block",
  path: { shortcut: "Shortcut", branch: "Branch" },
  toggle: (path, a) => `${path}, times ${a}`,
  left: "Like the whole network's",
  brief: (v) => (v > 0.995 ? "=" : `${Math.round(100 * v)}`),
  share: (v) => `${Math.round(100 * v)} %`,
  scale: { shortcut: "shortcut ×", branch: "branch ×" },
  reads: (net, a, p, b, q) => `${net} reads: ${a} (${p}); its second guess is ${b} (${q}).`,
  before: (a, p) => `The whole network reads: ${a} (${p}).`,
  changed: (n) => (n === 1 ? " One path is changed." : ` ${n} paths are changed.`),
  end: (share) => ` The last block hands on something ${share} like what it was.`,
  head: ["block", "shortcut ×", "its size", "branch ×", "its size", "size of the sum", "like the whole network's, %"],
};
const KINDS = ["shortcut", "branch"];
const short = (block) => block.replace("stages.", "");

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const [blocks, projections, classes, side] = ["blocks", "projections", "classes", "side"].map(get);
  const cards = get("networks");
  const nets = Object.keys(cards);
  const factors = {}; // path → a, of both networks
  let at = get("opened"); // the block that is opened
  let net = nets[0];
  let picture = 0; // counts the reader's pictures
  let now = null; // { outputs, request, rows }
  let whole = null; // { key, outputs, rows }: the same without a cut

  const pathsOf = (name) => Object.keys(cards[name].knobs);
  const a = (path) => factors[path] ?? 1;
  const changed = () => pathsOf(net).filter((path) => a(path) !== 1);
  const parts = shell(el, { widget: "residual", title: L.title, hint: L.hint, table });
  const stage = h("div", { className: "line top" });
  const picker = pickPicture(model, { drop: stage, change(values, time) {
    setTraits(model, values);
    picture += 1;
    ask(time);
  } });
  const network = h("select", { onchange: ({ timeStamp }) => { net = network.value; ask(timeStamp); } },
    ...nets.map((name) => h("option", { value: name, textContent: name })));
  const presets = presetsFor(blocks, projections).map(([text, arg, cuts]) => {
    const button = h("button", { type: "button", textContent: arg ? L[text](arg) : L[text],
      onclick: ({ timeStamp }) => { reset(cuts); ask(timeStamp); } });
    return { button, cuts };
  });
  const column = columnOf(blocks.length);
  const many = column < 50; // too many for a word in each column
  const drawing = svg("svg", { class: "river", viewBox: `0 0 ${column * blocks.length} 190`, role: "img" });
  const cell = (make) => h("div", { className: many ? "columns many" : "columns",
    style: { gridTemplateColumns: `repeat(${blocks.length}, minmax(0, 1fr))` } }, ...blocks.map(make));
  const opener = h("select", { onchange: () => { at = opener.selectedIndex; needed(); } },
    ...blocks.map((block) => h("option", { textContent: short(block) })));
  const toggles = Object.fromEntries(KINDS.flatMap((kind) => blocks.map((block) => {
    const path = `${block}.${kind}`;
    return [path, h("button", { type: "button", className: `cut-${kind}`,
      onclick: ({ timeStamp }) => { factors[path] = a(path) ? 0 : 1; ask(timeStamp); } })];
  })));
  const left = blocks.map(() => h("span"));
  const input = h("canvas", { width: side, height: side, className: "seen", role: "img", ariaLabel: PICK.picture });
  const scores = scoreBars(classes);
  const before = h("p", { className: "before" });
  const opened = blockView();
  const sliders = Object.fromEntries(KINDS.map((kind) => {
    const out = h("output");
    const range = h("input", { type: "range", min: 0, max: 2, step: 0.1, oninput: ({ timeStamp }) => {
      factors[`${blocks[at]}.${kind}`] = range.valueAsNumber;
      ask(timeStamp);
    } });
    return [kind, { range, out, label: labelled(L.scale[kind], range, out) }];
  }));
  const lane = (text, ...children) => h("div", { className: "lane" }, h("b", {}, text), ...children);
  stage.append(input, h("div", { className: "side reading" }, scores.el, before));
  parts.body.append(picker.el, stage,
    h("div", { className: "line tight-line" }, labelled(L.network, network), ...presets.map((p) => p.button)),
    lane(L.size, h("div", {}, drawing)),
    ...KINDS.map((kind) => lane(L.path[kind], cell((block) => toggles[`${block}.${kind}`]))),
    lane(L.left, cell((_, i) => left[i])),
    h("div", { className: "line" }, labelled(L.open, opener), sliders.shortcut.label, sliders.branch.label, opened.paging),
    opened.words, opened.el);

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
    engine.change(known ? wanted : { ...request(false), again: time }, time);
  }

  /** The opened block may be one whose maps are not here yet. */
  function needed() {
    sync();
    if (now.outputs[`${blocks[at]}.branch`]) inspect();
    else ask(performance.now());
  }

  function sync() {
    const paths = pathsOf(net);
    for (const [path, button] of Object.entries(toggles)) {
      button.disabled = !paths.includes(path);
      button.textContent = button.disabled ? "–" : `${many ? "" : "×"}${num(a(path))}`;
      button.ariaPressed = String(a(path) === 0);
      button.ariaLabel = L.toggle(path, num(a(path)));
    }
    opener.selectedIndex = at;
    for (const { button, cuts } of presets) {
      button.disabled = !Object.keys(cuts).every((path) => paths.includes(path));
      button.ariaPressed = String(paths.every((path) => a(path) === (cuts[path] ?? 1)));
    }
    for (const [kind, { range, out }] of Object.entries(sliders)) {
      const path = `${blocks[at]}.${kind}`;
      range.disabled = !paths.includes(path);
      range.value = a(path);
      out.textContent = num(a(path));
    }
  }

  function draw(outputs, request) {
    const on = Object.fromEntries(Object.entries(request.knobs).map(([path, [v]]) => [path, v]));
    const cut = Object.values(on).some((v) => v !== 1);
    // the reader was quicker: this is another picture's or network's
    if (cut && whole.key !== request.key) return ask(performance.now());
    const rows = flow(blocks, outputs, get("sizes"), cut ? whole.outputs : null, pathsOf(request.network));
    now = { outputs, request, rows, on };
    if (!cut) whole = { key: request === first ? "" : request.key, outputs, rows };
    const { lines, bars } = river(rows, on, projections, whole.rows);
    drawing.replaceChildren(
      ...lines.map((l) => svg("path", { d: l.d, class: l.kind, "stroke-width": l.width, "stroke-opacity": l.opacity })),
      ...blocks.flatMap((block, i) => {
        const x = sumAt(i * column, column);
        const first = block.endsWith(".0");
        return [svg("circle", { cx: x, cy: STREAM, r: many ? 4 : 8, class: "add" }),
          svg("text", { x, y: STREAM + 4, "text-anchor": "middle" }, many ? "" : "+"),
          svg("text", { x: (i + 0.4) * column, y: 12, "text-anchor": "middle" }, !many || first ? short(block) : "")];
      }),
      ...bars.map(({ kind, ...box }) => svg("rect", { ...box, class: kind })));
    drawing.ariaLabel = L.river;
    rows.forEach((row, i) => { left[i].textContent = L[many ? "brief" : "share"](row.kept); });
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
    const last = outputs.output.indexOf(Math.max(...outputs.output));
    parts.tell({ network: request.network, changed: count, same: last === best, verdict: classes[last],
      path: Object.keys(on).filter((path) => on[path] !== 1).map((path) => path.split(".").at(-1)).join(" ") });
    parts.summarise(`${scores.el.ariaLabel} ${before.textContent}`.trim());
    sync();
    inspect();
    if (request.again) ask(request.again);
  }

  function inspect() {
    const block = blocks[at];
    const { outputs, request } = now;
    if (!outputs[`${block}.branch`]) return; // not among what is stored
    const shape = cards[request.network].outputs[`${block}.branch`].slice(1);
    opened.draw(block, outputs, shape, projections.includes(block));
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

export default { render };
