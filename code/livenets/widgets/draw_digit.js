// networks, stored: live.js; examples: uint8 (n·28·28), labels: int[],
// activations: {network: tanh | relu | sigmoid},
// kernels: {network: {c1, c1_bias, c3, c3_bias}} float32

const L = {
  title: "LeNet-5, alive.",
  hint: "Draw a digit on the pad, or pick one, then move it: every layer redraws. Click a map to see the sum behind one of its pixels.",
  pad: "Drawing pad. Arrow keys move the pen, space puts it down or lifts it.",
  clear: "Clear",
  pick: "Pick a digit",
  drawn: "your own",
  network: "Network",
  right: "Move it right",
  down: "Move it down",
  pixels: (n) => `${num(n)} px`,
  centre: "Centre it as MNIST did",
  silence: (name, k) => `Silence ${name} map ${k}`,
  row: "row",
  column: "column",
  through: "seen through S2 map",
  empty: "The pad is empty: this is what the network makes of nothing.",
  reads: (a, p, b, q) => `The network reads a ${a} (${p}); its second guess is ${b} (${q}).`,
  silenced: (list) => ` Silenced: ${list}.`,
};
const LAYERS = [ // the watched module, its name, how its numbers are laid out
  { at: "input", name: "Input", c: 1, h: 32, w: 32, side: 96 },
  { at: "c1.act", name: "C1", c: 6, h: 28, w: 28, side: 84 },
  { at: "s2", name: "S2", c: 6, h: 14, w: 14, side: 84 },
  { at: "c3.act", name: "C3", c: 16, h: 10, w: 10, side: 56 },
  { at: "s4", name: "S4", c: 16, h: 5, w: 5, side: 56 },
  { at: "c5.act", name: "C5", c: 1, h: 4, w: 30, side: 300 },
  { at: "f6.act", name: "F6", c: 1, h: 4, w: 21, side: 210 },
];
const FROM = { "c1.act": "input", s2: "c1.act", "c3.act": "s2", s4: "c3.act" };
const KNOBS = { "c1.act": 6, "c3.act": 16 };
const ACTIVATIONS = {
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

/** 28×28 → 32×32 with a border of zeros, as the network wants it. */
export function bordered(digit) {
  const out = new Float32Array(32 * 32);
  for (let r = 0; r < 28; r++) out.set(digit.subarray(28 * r, 28 * r + 28), 32 * (r + 2) + 2);
  return out;
}

/** The 32×32 picture moved by whole pixels; what leaves is lost. */
export function moved(input, right, down) {
  const out = new Float32Array(32 * 32);
  for (let r = 0; r < 32; r++) {
    for (let c = 0; c < 32; c++) {
      const [y, x] = [r - down, c - right];
      if (y >= 0 && y < 32 && x >= 0 && x < 32) out[32 * r + c] = input[32 * y + x];
    }
  }
  return out;
}

/** The k×k patch at (row, col) of one h×w map. */
export function patch(map, w, row, col, k) {
  return Float32Array.from({ length: k * k },
    (_, i) => map[(row + Math.floor(i / k)) * w + col + (i % k)]);
}

const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);

function render({ model, el }) {
  const examples = octets(model.get("examples"));
  const labels = model.get("labels");
  const activations = model.get("activations");
  const names = Object.keys(model.get("networks"));
  const kernels = Object.fromEntries(Object.entries(model.get("kernels")).map(([net, parts]) =>
    [net, Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, floats(v)]))]));
  const silent = Object.fromEntries(Object.entries(KNOBS).map(([at, n]) => [at, Array(n).fill(1)]));
  const chosen = { at: "c1.act", k: 0, row: 12, col: 12, through: 0 };
  let now = null; // outputs, with the input among them
  let shown = names[0]; // the network that drew them

  const parts = shell(el, { widget: "draw-digit", title: L.title, hint: L.hint, table });
  const pad = drawPad(L.pad, (time) => { picker.value = ""; ask(time, true); });
  const example = (i) => Float32Array.from(examples.subarray(784 * i, 784 * (i + 1)), (v) => v / 255);
  const picker = h("select", {}, h("option", { value: "", textContent: L.drawn }),
    ...labels.map((label, i) => h("option", { value: i, textContent: `${label}` })));
  const network = h("select", {}, ...names.map((name) => h("option", { value: name, textContent: name })));
  const centred = h("input", { type: "checkbox", checked: true });
  const slider = (text) => {
    const words = h("output", {}, L.pixels(0));
    const range = h("input", { type: "range", min: -6, max: 6, value: 0, oninput: (event) => {
      words.textContent = L.pixels(range.valueAsNumber);
      ask(event.timeStamp);
    } });
    return { range, label: labelled(text, range, words) };
  };
  const right = slider(L.right);
  const down = slider(L.down);
  const clear = h("button", { type: "button", textContent: L.clear });
  const scores = scoreBars(Array.from({ length: 10 }, (_, i) => `${i}`));
  const rows = LAYERS.map((layer) => mapRow({ label: layer.name, channels: layer.c, ...layer,
    onpick: (k, row, col) => choose(layer.at, k, row, col) }));
  const inspector = h("div", { className: "inspector" });
  parts.body.append(
    h("div", { className: "line top" },
      h("div", {}, pad.el, h("div", { className: "line" }, clear, labelled(L.pick, picker))),
      h("div", { className: "side" }, scores.el,
        h("div", { className: "line" }, labelled(L.network, network), labelled(L.centre, centred),
          right.label, down.label))),
    h("div", { className: "layers" }, ...rows.map((row) => row.el)),
    inspector);

  let digit = new Float32Array(784);
  function ask(time, fromPad = picker.value === "") {
    digit = fromPad ? rasterise(pad.ink(), pad.side, centred.checked) : example(Number(picker.value));
    const input = moved(bordered(digit), right.range.valueAsNumber, down.range.valueAsNumber);
    const knobs = Object.fromEntries(Object.entries(silent).map(([at, a]) => [at, [a, 0]]));
    engine.change({ network: network.value, inputs: { input }, knobs,
      watch: [...LAYERS.slice(1).map((layer) => layer.at), "output"] }, time);
  }
  picker.onchange = (event) => {
    if (picker.value !== "") pad.show(example(Number(picker.value)));
    ask(event.timeStamp);
  };
  network.onchange = centred.onchange = (event) => ask(event.timeStamp);
  clear.onclick = (event) => {
    pad.clear();
    picker.value = "";
    ask(event.timeStamp);
  };

  function draw(outputs, { inputs, network: by }) {
    now = { ...outputs, input: inputs.input };
    shown = by;
    LAYERS.forEach((layer, i) => {
      const values = now[layer.at];
      const count = layer.h * layer.w > 120 || layer.c > 1 ? `${layer.c} × ${layer.h} × ${layer.w}` : `${values.length}`;
      rows[i].draw(values, reach(values),
        `${layer.name} · ${count} · ${num(Math.min(...values), 2)} … ${num(Math.max(...values), 2)}`);
    });
    const off = Object.entries(silent).flatMap(([at, a]) =>
      a.flatMap((v, k) => (v ? [] : [`${at.slice(0, 2).toUpperCase()} map ${k}`])));
    const text = (shares, [a, b]) => L.reads(a, percent(shares[a]), b, percent(shares[b]))
      + (off.length ? L.silenced(off.join(", ")) : "") + (digit.some((v) => v) ? "" : ` ${L.empty}`);
    scores.draw(now.output, text);
    parts.summarise(scores.el.ariaLabel);
    const silenced = (at) => silent[at].filter((v) => !v).length;
    parts.tell({ network: by, digit: picker.value === "" ? "own" : labels[picker.value],
      verdict: now.output.indexOf(Math.max(...now.output)), moved: right.range.valueAsNumber || down.range.valueAsNumber,
      c1: silenced("c1.act"), c3: silenced("c3.act") });
    inspect();
  }

  function choose(at, k, row, col) {
    if (!FROM[at]) return;
    Object.assign(chosen, { at, k, row, col });
    inspect();
  }

  function inspect() {
    const layer = LAYERS.find(({ at }) => at === chosen.at);
    const source = LAYERS.find(({ at }) => at === FROM[chosen.at]);
    const step = layer.h * 2 === source.h ? 2 : 1;
    const size = step === 2 ? 2 : 5;
    const { k } = chosen;
    const [row, col] = [Math.min(chosen.row, layer.h - 1), Math.min(chosen.col, layer.w - 1)];
    rows.forEach((r) => r.clear());
    rows[LAYERS.indexOf(layer)].mark(k, { row, col, h: 1, w: 1 });
    const seen = { row: row * step, col: col * step, h: size, w: size };
    const maps = step === 2 ? [k] : Array.from({ length: source.c }, (_, i) => i);
    maps.forEach((i) => rows[LAYERS.indexOf(source)].mark(i, seen));
    const area = source.h * source.w;
    const patches = maps.map((i) => patch(now[source.at].subarray(i * area, (i + 1) * area),
      source.w, seen.row, seen.col, size));
    const value = now[layer.at][k * layer.h * layer.w + row * layer.w + col];
    const control = (key, max) => h("input", { type: "number", min: 0, max, value: { row, col }[key],
      oninput: (event) => { chosen[key] = Math.min(max, Math.max(0, event.target.valueAsNumber || 0)); inspect(); } });
    const knob = silent[chosen.at];
    const head = h("div", { className: "line" }, h("strong", {}, `${layer.name} map ${k}`),
      labelled(L.row, control("row", layer.h - 1)), labelled(L.column, control("col", layer.w - 1)),
      ...(knob ? [labelled(L.silence(layer.name, k), h("input", { type: "checkbox", checked: !knob[k],
        onchange: (event) => {
          knob[k] = event.target.checked ? 0 : 1;
          rows[LAYERS.indexOf(layer)].silence(k, !knob[k]);
          ask(event.timeStamp);
        } }))] : []));
    const body = step === 2 ? mean(patches[0], value) : products(layer, k, patches, value, knob);
    const focus = inspector.contains(document.activeElement)
      ? [...inspector.querySelectorAll("input, select")].indexOf(document.activeElement) : -1;
    inspector.replaceChildren(head, ...body);
    if (focus >= 0) inspector.querySelectorAll("input, select")[focus]?.focus();
  }

  function mean(values, value) {
    return [numberGrid(values, 2, { caption: "its 2 × 2 pixels", scale: reach(values) }),
      h("p", {}, `(${[...values].map((v) => num(v)).join(" + ")}) ÷ 4 = ${num(value)}`)];
  }

  function products(layer, k, patches, value, knob) {
    const part = layer.name.toLowerCase();
    const weights = kernels[shown][part];
    const bias = kernels[shown][`${part}_bias`][k];
    const each = patches.map((p, i) =>
      weights.subarray((k * patches.length + i) * 25, (k * patches.length + i + 1) * 25));
    const sums = patches.map((p, i) => dot(p, each[i]));
    const total = sums.reduce((a, b) => a + b, bias);
    const i = Math.min(chosen.through, patches.length - 1);
    const product = patches[i].map((v, j) => v * each[i][j]);
    const through = h("select", { onchange: () => { chosen.through = Number(through.value); inspect(); } },
      ...patches.map((_, j) => h("option", { value: j, textContent: `${j}`, selected: j === i })));
    const activation = activations[shown];
    const after = ACTIVATIONS[activation](total);
    return [
      ...(patches.length > 1 ? [h("p", {}, labelled(L.through, through))] : []),
      h("div", { className: "line" },
        numberGrid(patches[i], 5, { caption: "what it sees", scale: reach(patches[i]) }), h("span", { className: "op" }, "×"),
        numberGrid(each[i], 5, { caption: "its kernel", scale: reach(each[i]) }), h("span", { className: "op" }, "="),
        numberGrid(product, 5, { caption: "25 products", scale: reach(product) })),
      h("p", {}, `${sums.map((s) => num(s)).join(" + ")} + bias ${num(bias)} = ${num(total)}; `
        + `${activation}(${num(total)}) = ${num(after)}${knob[k] ? "" : "; silenced, so 0"}. The network says ${num(value)}.`),
    ];
  }

  function table() {
    const shares = softmax(now.output);
    return { head: ["digit", "score", "share, %"],
      rows: shares.map((share, i) => [`${i}`, now.output[i], 100 * share]) };
  }

  const first = { network: names[0], inputs: { input: bordered(example(0)) } };
  digit = example(0);
  pad.show(digit);
  picker.value = "0";
  const engine = live(model, parts, draw, first);
  return () => { engine.stop(); parts.stop(); };
}

export default { render };
