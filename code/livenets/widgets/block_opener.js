// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// blocks: {name, before, shortcut, steps: {name, watch, weights, macs, at, k}[]}[],
// kernels: float32; block, channel: int; cuts: {block: branch | shortcut};
// classes: string[], side: int

const L = {
  title: "A block, opened.",
  hint: "Pick a picture and a block; every step of the block is drawn. Click a map to follow its channel. Orange is above 0, blue below.",
  block: "Block",
  option: (i, x, e, y, size, stride, has) => `${i}: ${x} → ${e} → ${y}, ${size} × ${size}, stride ${stride}${has ? ", shortcut" : ""}`,
  follow: "Follow channel", value: (k, n) => `${k} of ${n}`,
  rules: {
    added: (x) => `Shortcut: stride 1, and ${x[1]} channels come in and go out. F(x) has the shape of x, so they are added.`,
    size: (x, y) => `No shortcut: x has ${x[2]} × ${x[3]} pixels and F(x) ${y[2]} × ${y[3]}. They cannot be added.`,
    channels: (x, y) => `No shortcut: ${x[1]} channels come in and ${y[1]} go out. They cannot be added.`,
    both: (x, y) => `No shortcut: ${times(x.slice(1))} comes in and ${times(y.slice(1))} goes out. They cannot be added.`,
    none: () => "No shortcut, although the shapes would allow one: this network has none.",
  },
  input: "x, what comes in", sum: "F(x) + x, what goes out",
  row: (name, shape) => `${name} · ${times(shape.slice(1))}`,
  cost: (weights, macs) => ` · ${many(weights)} weights · ${many(macs)} MACs`,
  wide: (least, most, c, need) => ` · at each place ${least} to ${most} of ${c} channels are above 0; ${need} came in`,
  signed: (share, silent) => ` · ${share} of the numbers are below 0: a ReLU here would erase them${silent ? `, ${silent === 1 ? "one channel" : `${silent} channels`} altogether` : ""}`,
  more: (n) => `Show all ${n} maps`, fewer: "Show fewer",
  keep: "whole", branch: "without F(x)", shortcut: "without the shortcut", cut: "This block",
  mend: "Mend all blocks",
  kernel: "its kernel", channel: (k, name) => `${name}, channel ${k}`,
  large: (k, name) => `Channel ${k} of ${name}, enlarged.`,
  said: (name, e, y) => `${name} is open: widest at ${e} channels, ${y} go out. `,
  reads: (a, p, b, q) => `The network reads: ${a} (${p}); its second guess is ${b} (${q}).`,
  cuts: { branch: (name) => ` ${name} runs without its branch F(x).`, shortcut: (name) => ` ${name} runs without its shortcut.` },
  yes: "yes", no: { size: "no: stride", channels: "no: channels", both: "no: stride and channels", none: "no" },
  head: ["block", "in", "widest", "out", "stride", "pixels in", "weights", "MACs", "shortcut"],
};
const FEW = 16;

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const [blocks, classes, side] = [get("blocks"), get("classes"), get("side")];
  const { outputs: shapes } = get("networks").network;
  const kernels = floats(get("kernels"));
  const about = blocks.map((row) => ({ ...measured(row, shapes), why: rule(row, shapes) }));
  let now = null; // outputs and the block that they are of
  let quiet = true; // while the widget itself sets traits

  const parts = shell(el, { widget: "block-opener", title: L.title, hint: L.hint, table });
  const stage = h("div", { className: "line top" });
  /** Set traits; ask the network anew unless only the view changes. */
  function change(values, time, again = true) {
    quiet = true;
    setTraits(model, values);
    quiet = false;
    if (again) ask(time);
  }
  const picker = pickPicture(model, { drop: stage, change });
  const input = h("canvas", { width: side, height: side, className: "seen", role: "img", ariaLabel: PICK.picture });
  const scores = scoreBars(classes);
  const select = h("select", { onchange: ({ timeStamp }) => change({ block: Number(select.value) }, timeStamp) },
    ...blocks.map((row, i) => {
      const { x, y, widest, stride } = about[i];
      return h("option", { value: i, textContent: L.option(i, x[1], widest, y[1], x[2], stride, row.shortcut) });
    }));
  const cut = h("select", { onchange: ({ timeStamp }) => {
    const { name } = blocks[get("block")];
    const others = Object.entries(get("cuts")).filter(([at]) => at !== name);
    change({ cuts: Object.fromEntries(cut.value ? [...others, [name, cut.value]] : others) }, timeStamp);
  } }, ...["", "branch", "shortcut"].map((value) => h("option", { value, textContent: L[value || "keep"] })));
  const cutting = labelled(L.cut, cut);
  const mend = h("button", { type: "button", textContent: L.mend, onclick: ({ timeStamp }) => change({ cuts: {} }, timeStamp) });
  const why = h("p", { className: "formula" });
  const layers = h("div", { className: "layers" });
  const followed = h("output");
  const along = h("input", { type: "range", min: 0, oninput: () => {
    change({ channel: along.valueAsNumber }, 0, false);
    inspect();
  } });
  const opened = h("div", { className: "line top maps-line" });
  stage.append(input, h("div", { className: "side" }, scores.el));
  parts.body.append(picker.el, stage, h("div", { className: "line" }, labelled(L.block, select), cutting, mend),
    why, layers, h("div", { className: "inspector" }, labelled(L.follow, along, followed), opened));

  function ask(time) {
    picker.sync();
    const block = get("block");
    const row = blocks[block];
    const knobs = Object.fromEntries(Object.entries(get("cuts")).map(([name, part]) => {
      const of = blocks.find((each) => each.name === name);
      return [part === "branch" ? of.steps.at(-1).watch : of.shortcut, [0, 0]];
    }));
    engine.change({ network: "network", block, inputs: { input: planes(picker.rgb(), side) }, knobs,
      watch: [...new Set([row.before, ...row.steps.map(({ watch }) => watch), row.name]), "output"] }, time);
  }

  /** The rows of maps of a block; they stay while the block does. */
  let rows = [];
  let built = -1;
  function build(block) {
    built = block;
    const row = blocks[block];
    const all = [{ at: row.before, name: L.input }, ...row.steps.map((step) => ({ at: step.watch, name: step.name, step })),
      ...(row.shortcut ? [{ at: row.name, name: L.sum }] : [])];
    rows = all.map(({ at, name, step }) => {
      const [, channels, high, wide] = shapes[at];
      const maps = mapRow({ label: name, channels, h: high, w: wide, side: 48, onpick: (k) => {
        change({ channel: k }, 0, false);
        inspect();
      } });
      maps.el.classList.toggle("few", channels > FEW);
      const more = h("button", { type: "button", textContent: L.more(channels), hidden: channels <= FEW, onclick: () => {
        more.textContent = maps.el.classList.toggle("few") ? L.more(channels) : L.fewer;
      } });
      maps.el.append(more);
      return { at, name, step, maps, shape: shapes[at] };
    });
    layers.replaceChildren(...rows.map(({ maps }) => maps.el));
  }

  function draw(outputs, { inputs, block }) {
    if (built !== block) build(block);
    now = { outputs, block };
    const row = blocks[block];
    const { x, y, widest, why: reason } = about[block];
    const n = side * side;
    put(input, Uint8ClampedArray.from({ length: 4 * n }, (_, i) =>
      (i % 4 === 3 ? 255 : 255 * inputs.input[(i % 4) * n + Math.floor(i / 4)])), side, side);
    select.value = block;
    cut.value = get("cuts")[row.name] ?? "";
    cutting.hidden = !row.shortcut;
    mend.hidden = Object.keys(get("cuts")).length === 0;
    why.textContent = L.rules[reason](x, y);
    rows.forEach(({ at, name, step, maps, shape }, i) => {
      const values = outputs[at];
      const words = step ? L.cost(step.weights, step.macs)
        + heard(step === row.steps.at(-1), values, shape[1], rows[i - 1].shape[1]) : "";
      maps.draw(values, reach(values), L.row(name, shape) + words);
    });
    scores.draw(outputs.output, (shares, [a, b]) => L.reads(classes[a], percent(shares[a]), classes[b], percent(shares[b])));
    parts.summarise(L.said(row.name, widest, y[1]) + scores.el.ariaLabel
      + Object.entries(get("cuts")).map(([name, part]) => L.cuts[part](name)).join(""));
    inspect();
  }

  /** What a step's numbers say: of the last, or of a wide one after a ReLU. */
  function heard(last, values, channels, came) {
    const { share, silent } = below(values, channels);
    if (last) return share > 0 ? L.signed(percent(share), silent) : "";
    const { least, most } = onPerPlace(values, channels);
    return share === 0 && channels > came ? L.wide(least, most, channels, came) : "";
  }

  function inspect() {
    const { outputs, block } = now;
    const widest = about[block].widest;
    const k = Math.min(get("channel"), widest - 1);
    along.max = widest - 1;
    along.value = k;
    followed.textContent = L.value(k, widest);
    for (const { maps, shape } of rows) {
      maps.clear();
      if (shape[1] === widest) maps.mark(k, { row: 0, col: 0, h: shape[2], w: shape[3] });
    }
    const i = rows.findIndex(({ step }) => step?.k);
    opened.replaceChildren();
    if (i < 0) return;
    const { step } = rows[i];
    const kernel = kernels.subarray(step.at + k * step.k ** 2, step.at + (k + 1) * step.k ** 2);
    const large = ({ at, name, shape: [, , high, wide] }) => {
      const view = mapView({ label: "" });
      view.draw({ pixels: signedPixels(outputs[at].subarray(k * high * wide, (k + 1) * high * wide), reach(outputs[at])),
        h: high, w: wide, words: L.large(k, name) });
      return named(L.channel(k, name), view.el).el;
    };
    opened.append(large(rows[i - 1]), h("div", { className: "tight" },
      numberGrid(kernel, step.k, { caption: L.kernel, scale: reach(kernel) })), large(rows[i]));
  }

  function table() {
    return { head: L.head, rows: blocks.map(({ name, steps }, i) => {
      const { x, y, widest, stride, why: reason } = about[i];
      const sum = (key) => many(steps.reduce((all, step) => all + step[key], 0));
      return [name, x[1], widest, y[1], stride, `${x[2]} × ${x[3]}`, sum("weights"), sum("macs"),
        reason === "added" ? L.yes : L.no[reason]];
    }) };
  }

  picker.sync();
  const first = { block: get("block"), inputs: { input: planes(picker.rgb(), side) } };
  const engine = live(model, parts, draw, first);
  const stops = [follow(model, ["selected", "own", "block", "cuts"], () => quiet || ask(performance.now())),
    follow(model, ["channel"], () => quiet || inspect())];
  quiet = false;
  return () => { stops.forEach((stop) => stop()); engine.stop(); parts.stop(); };
}

export default { render };
