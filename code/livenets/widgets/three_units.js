// weight_x, bias: number[3], weight_h: number[3][3], inputs: (−1|0|1)[16],
// moment: int, activation: "tanh" | "none"

const L = {
  title: "Three units, every product.",
  hint: "Step through the moments; change an input or a weight; scale all of W_h with one slider.",
  inputs: "Inputs",
  presets: { impulse: "one impulse", ones: "+1 all the time", alternate: "+1, −1, +1, −1 …", own: "your own" },
  activation: "Activation", kinds: { tanh: "tanh", none: "none (linear)" },
  radius: "spectral radius of W_h",
  nil: "W_h has the spectral radius 0: nothing to scale.",
  column: (t, h) => `moment ${t}: the state is ${h}`,
  input: (t, x) => `input of moment ${t} is ${x}: press to change it`,
  moment: "moment", next: "Next moment",
  states: "The hidden state, moment by moment, three units each", row: "The input of each moment",
  headings: ["unit", "W_x · x", "W_h · h₁", "W_h · h₂", "W_h · h₃", "b", "sum"],
  result: { tanh: "h = tanh(sum)", none: "h = sum" },
  weight: (i, j) => `weight of unit ${i} for unit ${j}`, weightX: (i) => `weight of unit ${i} for the input`,
  bias: (i) => `bias of unit ${i}`,
  times: (v, y) => `· ${v} = ${y}`,
  size: "size of the state", nudge: "what is left of a nudge to the state of moment 1",
  along: "moments; heights are powers of ten",
  said: (rho, from, to) => `W_h has the spectral radius ${rho}. The state has the size ${from} after moment 1 and ${to} after moment 16.`,
  holds: (v) => ` Of a nudge to the state of moment 1, ${v} is left at moment 16: it lives on.`,
  fades: (v) => ` Of a nudge to the state of moment 1, ${v} is left at moment 16: it fades.`,
  grows: (v) => ` A nudge to the state of moment 1 is ${v} times as large at moment 16: it explodes.`,
  at: (t, x, h) => ` Moment ${t}: input ${x}, new state ${h}.`,
  head: ["moment", "input", "h of unit 1", "h of unit 2", "h of unit 3", "size", "left of a nudge"],
};
const TRAITS = ["weight_x", "weight_h", "bias", "inputs", "moment", "activation"];
const T = 16;
const PRESETS = {
  impulse: Array.from({ length: T }, (_, t) => Number(t === 0)),
  ones: Array(T).fill(1),
  alternate: Array.from({ length: T }, (_, t) => (t % 2 ? -1 : 1)),
};
const sign = (x) => (x > 0 ? "+1" : x < 0 ? "−1" : "0");
const vector = (h) => `(${h.map((v) => num(v, 2)).join(", ")})`;

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const parts = shell(el, { widget: "three-units", title: L.title, hint: L.hint, table });
  const { change, start } = calculates(model, parts, TRAITS, () => draw());
  let moments = [], sizes = [], left = [];

  const options = (texts) => Object.entries(texts).map(([value, textContent]) => h("option", { value, textContent }));
  const preset = h("select", { onchange: ({ timeStamp }) =>
    PRESETS[preset.value] && change({ inputs: PRESETS[preset.value] }, timeStamp) }, ...options(L.presets));
  const activation = h("select", { onchange: ({ timeStamp }) =>
    change({ activation: activation.value }, timeStamp) }, ...options(L.kinds));
  const rho = h("output");
  const slider = h("input", { type: "range", min: 0.1, max: 1.6, step: 0.01, oninput: ({ timeStamp }) => {
    const weight_h = scaledTo(get("weight_h"), slider.valueAsNumber);
    if (weight_h) change({ weight_h }, timeStamp);
  } });
  const columns = PRESETS.ones.map((_, t) => {
    const cells = [0, 1, 2].map(() => h("span"));
    const button = h("button", { type: "button", className: "column",
      onclick: ({ timeStamp }) => change({ moment: t }, timeStamp) }, ...cells);
    return { cells, button };
  });
  const toggles = PRESETS.ones.map((_, t) => h("button", { type: "button", onclick: ({ timeStamp }) =>
    change({ inputs: get("inputs").map((x, i) => (i === t ? (x + 2) % 3 - 1 : x)), moment: t }, timeStamp) }));
  const place = h("output");
  const at = h("input", { type: "range", min: 1, max: T, oninput: ({ timeStamp }) =>
    change({ moment: at.valueAsNumber - 1 }, timeStamp) });
  const next = h("button", { type: "button", textContent: L.next, onclick: ({ timeStamp }) =>
    change({ moment: (get("moment") + 1) % T }, timeStamp) });

  /** A number field; `edit(list, v)` puts v into a copy of the trait. */
  function field(trait, name, read, edit) {
    const input = h("input", { type: "number", step: "any", ariaLabel: name, oninput: ({ timeStamp }) => {
      input.ariaInvalid = String(!Number.isFinite(input.valueAsNumber));
      if (!Number.isFinite(input.valueAsNumber)) return;
      const list = structuredClone(get(trait));
      edit(list, input.valueAsNumber);
      change({ [trait]: list }, timeStamp);
    } });
    const words = h("span");
    return { el: h("td", {}, input, words), words, show() {
      if (input === document.activeElement) return;
      input.value = Number(read(get(trait)).toFixed(3));
      input.ariaInvalid = "false";
    } };
  }
  const lines = [0, 1, 2].map((i) => ({
    x: field("weight_x", L.weightX(i + 1), (w) => w[i], (w, v) => { w[i] = v; }),
    hs: [0, 1, 2].map((j) => field("weight_h", L.weight(i + 1, j + 1), (w) => w[i][j], (w, v) => { w[i][j] = v; })),
    bias: field("bias", L.bias(i + 1), (b) => b[i], (b, v) => { b[i] = v; }),
    sum: h("td"), result: h("td"),
  }));
  const resultName = h("th", { scope: "col" });
  const plot = echoPlot({ along: L.along });
  parts.body.append(
    h("div", { className: "line" }, labelled(L.inputs, preset), labelled(L.activation, activation)),
    h("div", { className: "line" }, labelled(L.radius, slider, rho)),
    h("div", { className: "moments", role: "group", ariaLabel: L.states }, ...columns.map(({ button }) => button)),
    h("div", { className: "moments", role: "group", ariaLabel: L.row }, ...toggles),
    h("div", { className: "line" }, labelled(L.moment, at, place), next),
    h("div", { className: "scroll" }, h("table", { className: "unit-sums" },
      h("thead", {}, h("tr", {}, ...L.headings.map((text) => h("th", { scope: "col" }, text)), resultName)),
      h("tbody", {}, ...lines.map(({ x, hs, bias, sum, result }, i) => h("tr", {},
        h("th", { scope: "row" }, `${i + 1}`), x.el, ...hs.map((each) => each.el), bias.el, sum, result))))),
    plot.el, h("p", { className: "legend" }, h("span", {}, L.size), h("span", { className: "nudge" }, L.nudge)));

  function draw() {
    const weight_h = get("weight_h"), kind = get("activation"), t = get("moment");
    moments = unroll(Object.fromEntries(TRAITS.map((trait) => [trait, get(trait)])));
    sizes = moments.map((each) => norm(each.h));
    left = nudged(moments, weight_h, kind);
    const inputs = get("inputs"), size = radius(weight_h);
    preset.value = Object.keys(PRESETS).find((name) => PRESETS[name].join() === inputs.join()) ?? "own";
    activation.value = kind;
    slider.disabled = size < 1e-9;
    if (slider !== document.activeElement) slider.value = size;
    rho.textContent = num(size);
    parts.say(slider.disabled ? L.nil : "");
    const scale = kind === "tanh" ? 1 : reach(moments.flatMap((each) => each.h));
    columns.forEach(({ cells, button }, i) => {
      cells.forEach((cell, u) => { cell.style.background = tint(moments[i].h[u], scale); });
      button.ariaLabel = L.column(i + 1, vector(moments[i].h));
      button.ariaPressed = String(i === t);
    });
    toggles.forEach((button, i) => {
      button.textContent = sign(inputs[i]);
      button.ariaLabel = L.input(i + 1, sign(inputs[i]));
    });
    [at.value, place.value] = [t + 1, `${t + 1}`];
    resultName.textContent = L.result[kind];
    const now = moments[t];
    lines.forEach(({ x, hs, bias, sum, result }, i) => {
      [x, ...hs, bias].forEach((each) => each.show());
      x.words.textContent = L.times(now.x, num(now.fromX[i], 2));
      hs.forEach((each, j) => { each.words.textContent = L.times(num(now.before[j], 2), num(now.fromH[i][j], 2)); });
      sum.textContent = num(now.sum[i], 3);
      result.textContent = num(now.h[i], 3);
      result.style.background = tint(now.h[i], scale);
    });
    const last = left.at(-1);
    const [one, ...rest] = inputs;
    const turned = unroll({ ...Object.fromEntries(TRAITS.map((trait) => [trait, get(trait)])), inputs: [-one, ...rest] });
    parts.tell({ activation: kind, inputs: preset.value, radius: size, nudge: last,
      kept: moments.at(-1).h[0], turned: turned.at(-1).h[0] });
    const text = L.said(num(size), num(sizes[0], 2), num(sizes.at(-1), 2)) + (last < 0.1 ? L.fades : last > 10 ? L.grows : L.holds)(num(last, 2));
    plot.draw([{ values: sizes, className: "" }, { values: left, className: "nudge" }], t, text);
    parts.summarise(text + L.at(t + 1, sign(inputs[t]), vector(now.h)));
  }

  function table() {
    return { head: L.head, rows: moments.map(({ x, h: state }, t) => [`${t + 1}`, sign(x), ...state, sizes[t], left[t]]) };
  }

  const stop = start();
  return () => { stop(); parts.stop(); };
}

/** The colour of a signed value: orange +, blue −, as strong as it is large. */
function tint(v, scale) {
  const alpha = (0.8 * Math.min(1, Math.abs(v) / scale)).toFixed(2);
  return `rgb(${(v < 0 ? NEGATIVE : POSITIVE).join(" ")} / ${alpha})`;
}

export default { render };
