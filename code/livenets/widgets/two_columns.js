// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// layers, wires, classes: string[], side: int

const L = {
  title: "Two columns, and where they talk.",
  hint: "In 2012 each column lived on a GPU of its own. Click a map to see which maps it sees; switch a column off; turn a wire down.",
  columns: ["left", "right"],
  who: ["both columns", "left column only", "right column only"],
  cut: "Cut every wire",
  whole: "As it was trained",
  grey: "take the colour out",
  talk: (layer) => `Wires into ${layer}`,
  half: (name, column) => `${name}, ${L.columns[column]} column`,
  shape: (name, column, shape) => `${name}, ${L.columns[column]}: ${times(shape)}`,
  off: (text) => `${text}, switched off`,
  picks: "Click a map: what it sees is outlined.",
  picture: (k, layer) => `Map ${k} of ${layer} sees the picture, like every map of this layer.`,
  sees: (k, layer, column, n, of, before) =>
    `Map ${k} of ${layer} (${column} column) sees ${n} of the ${of} maps of ${before}: ${n === of ? "both columns'" : "its own column's"}.`,
  reads: (a, p, b, q) => `The network reads: ${a} (${p}); its second guess is ${b} (${q}).`,
  before: (a, p) => `As it was trained it reads: ${a} (${p}).`,
  alone: (column) => ` Only the ${column} column is on.`,
  wire: (layer, v) => ` The wires into ${layer} are at ${v}.`,
  ends: "The scores are the sum of what both columns say.",
  head: ["layer", "column", "channels", "sees of the layer before", "mean size"],
  all: "both columns",
  its: "its own column",
  pixels: "the picture",
};

function render({ model, el }) {
  const [layers, wires, classes, side] = ["layers", "wires", "classes", "side"].map((t) => model.get(t));
  const card = model.get("networks").network;
  const shapes = layers.map((name) => card.outputs[name]);
  const into = layers.map((name) => wireInto(name, wires));
  const factor = Object.fromEntries(wires.map((wire) => [wire, 1]));
  let on = [1, 1];
  let picture = 0; // counts the reader's pictures
  let now = null; // { outputs, request }
  let whole = null; // { picture, output }: the same, as it was trained
  let chosen = null; // { layer, k }

  const parts = shell(el, { widget: "two-columns", title: L.title, hint: L.hint, table });
  const stage = h("div", { className: "line top" });
  const picker = pickPicture(model, { drop: stage, change(values, time) {
    setTraits(model, values);
    picture += 1;
    ask(time);
  } });
  const grey = h("input", { type: "checkbox", onchange: ({ timeStamp }) => { picture += 1; ask(timeStamp); } });
  const press = (text, act) => h("button", { type: "button", textContent: text,
    onclick: ({ timeStamp }) => { act(); ask(timeStamp); } });
  const states = [[1, 1], [1, 0], [0, 1]];
  const who = states.map((state, i) => press(L.who[i], () => { on = state; }));
  const setAll = (v) => { for (const wire of wires) factor[wire] = v; };
  const cut = press(L.cut, () => setAll(0));
  const restore = press(L.whole, () => { setAll(1); on = states[0]; });
  const input = h("canvas", { width: side, height: side, className: "seen", role: "img", ariaLabel: PICK.picture });
  const scores = scoreBars(classes);
  const before = h("p", { className: "before" });
  const seen = h("p", { className: "sees-words", role: "status" }, L.picks);
  const lanes = layers.map((name, i) => pairOf({ name, shape: shapes[i], side: shapes[i][2] > 8 ? 40 : 24,
    words: L.half, onpick: (k) => { chosen = { layer: i, k }; light(); } }));
  const cables = [...into.map((wire) => wiring(wire ? "talk" : "own")), wiring("join")];
  const sliders = into.map((wire, i) => {
    if (!wire) return null;
    const out = h("output");
    const range = h("input", { type: "range", min: 0, max: 1, step: 0.1, oninput: ({ timeStamp }) => {
      factor[wire] = range.valueAsNumber;
      ask(timeStamp);
    } });
    return { range, out, label: labelled(L.talk(layers[i]), range, out) };
  });
  const between = (i) => (i ? [h("div", { className: "between" }, cables[i].el,
    ...(sliders[i] ? [sliders[i].label] : []))] : []);
  stage.append(input, h("div", { className: "side" }, scores.el, before));
  parts.body.append(picker.el,
    h("div", { className: "line" }, ...who, cut, restore, labelled(L.grey, grey)), stage, seen,
    ...layers.flatMap((_, i) => [...between(i), lanes[i].el]),
    h("div", { className: "between" }, cables.at(-1).el), h("p", { className: "ends" }, L.ends));

  function pixels() {
    const x = planes(picker.rgb(), side);
    return grey.checked ? withoutColour(x) : x;
  }

  const changed = () => on.includes(0) || wires.some((wire) => factor[wire] !== 1);

  /** Run it; first as it was trained, where that is not known for this picture. */
  function ask(time) {
    sync();
    const request = (turned) => ({ network: "network", picture, turned, inputs: { input: pixels() },
      on: turned ? [...on] : [1, 1], factor: turned ? { ...factor } : {}, watch: [...layers, "output"],
      knobs: turned ? knobs() : {} });
    const known = whole?.picture === picture || !changed();
    engine.change(known ? request(changed()) : { ...request(false), again: time }, time);
  }

  const knobs = () => Object.fromEntries([
    ...layers.map((name, i) => [name, [halves(on, shapes[i][1]), 0]]),
    ...wires.map((wire) => [wire, [factor[wire], 0]])]);

  function sync() {
    picker.sync();
    who.forEach((button, i) => { button.ariaPressed = String(states[i].every((v, c) => v === on[c])); });
    sliders.forEach((slider, i) => {
      if (!slider) return;
      slider.range.value = factor[into[i]];
      slider.out.textContent = num(factor[into[i]]);
    });
  }

  function draw(outputs, request) {
    // the reader was quicker: this is of another picture
    if (request.turned && whole.picture !== request.picture) return ask(performance.now());
    now = { outputs, request };
    if (!request.turned) whole = { picture: request === first ? 0 : request.picture, output: outputs.output };
    layers.forEach((name, i) => lanes[i].draw(outputs[name], L.columns.map((_, c) => {
      const text = L.shape(name, c, [shapes[i][1] / 2, ...shapes[i].slice(2)]);
      return request.on[c] ? text : L.off(text);
    })));
    cables.forEach((cable, i) => cable.draw(request.on, request.factor[into[i]] ?? 1));
    const n = side * side;
    put(input, Uint8ClampedArray.from({ length: 4 * n }, (_, i) =>
      (i % 4 === 3 ? 255 : 255 * request.inputs.input[(i % 4) * n + Math.floor(i / 4)])), side, side);
    const once = softmax(whole.output);
    const best = once.indexOf(Math.max(...once));
    before.textContent = request.turned ? L.before(classes[best], percent(once[best])) : "";
    scores.draw(outputs.output, (shares, [a, b]) =>
      L.reads(classes[a], percent(shares[a]), classes[b], percent(shares[b])) + told(request));
    parts.summarise(`${scores.el.ariaLabel} ${before.textContent}`.trim());
    light();
    if (request.again) ask(request.again);
  }

  /** What is switched off or turned down. */
  function told(request) {
    const alone = request.on.includes(0) ? L.alone(L.columns[request.on.indexOf(1)]) : "";
    return alone + into.map((wire, i) => (wire && (request.factor[wire] ?? 1) !== 1
      ? L.wire(layers[i], num(request.factor[wire])) : "")).join("");
  }

  function light() {
    const { layer, k } = chosen ?? {};
    const range = chosen && layer > 0
      ? sees(k, shapes[layer][1], shapes[layer - 1][1], Boolean(into[layer])) : [0, 0];
    lanes.forEach((lane, i) => lane.light(chosen && i === layer - 1 ? range : [0, 0], i === layer ? k : -1));
    if (!chosen) return;
    const column = L.columns[k < shapes[layer][1] / 2 ? 0 : 1];
    seen.textContent = layer === 0 ? L.picture(k, layers[0])
      : L.sees(k, layers[layer], column, range[1] - range[0], shapes[layer - 1][1], layers[layer - 1]);
  }

  function table() {
    return { head: L.head, rows: layers.flatMap((name, i) => L.columns.map((column, c) => {
      const values = now.outputs[name];
      const part = values.subarray(c * values.length / 2, (c + 1) * values.length / 2);
      return [name, column, shapes[i][1] / 2, i === 0 ? L.pixels : into[i] ? L.all : L.its,
        part.reduce((sum, v) => sum + Math.abs(v), 0) / part.length];
    })) };
  }

  sync();
  const first = { network: "network", inputs: { input: pixels() }, on: [1, 1], factor: {}, turned: false };
  const engine = live(model, parts, draw, first);
  return () => { engine.stop(); parts.stop(); };
}

/** Red, green and blue planes → three times their mean. */
export function withoutColour(x) {
  const n = x.length / 3;
  return x.map((_, i) => (x[i % n] + x[n + (i % n)] + x[2 * n + (i % n)]) / 3);
}

export default { render };
