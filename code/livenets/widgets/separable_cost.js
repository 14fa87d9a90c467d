// size, c_in, c_out, side: int, one of their lists channels, sides;
// layers: {name: [c_in, c_out, side]}

const L = {
  title: "What each way costs.",
  hint: "Move a slider, or take a layer of MobileNetV1. The bars are multiply-adds for the whole map.",
  layer: "A layer of MobileNetV1", none: "none of them",
  size: "kernel size K", c_in: "channels in, C_in", c_out: "channels out, C_out", side: "output, pixels a side",
  standard: "standard", depthwise: "depthwise", pointwise: "pointwise",
  formula: ["1 / C", "out", " + 1 / K² = "],
  ratio: (o, k, r) => `1 / ${o} + 1 / ${k}² = ${r}`,
  said: (i, o, k, n, standard, separable, times) => `${i} channels in, ${o} out, ${k} × ${k} kernels, ${n} × ${n} pixels: ${standard} multiply-adds the standard way, ${separable} the separable way, ${times}.`,
  less: (x) => `${x} times fewer`, more: (x) => `${x} times as many`, same: "as many",
  parts: (d, p) => ` Of the separable ones ${d} % are depthwise, ${p} % pointwise.`,
  weights: (a, b) => ` Weights: ${a} against ${b}.`,
  head: ["way", "multiply-adds", "weights"],
  sum: "separable",
};

/** Multiply-adds and weights of both ways, and the ratio of the two. */
export function costs({ size: k, c_in: i, c_out: o, side: n }) {
  const weights = { standard: k * k * i * o, depthwise: k * k * i, pointwise: i * o };
  const macs = Object.fromEntries(Object.entries(weights).map(([way, w]) => [way, w * n * n]));
  return { weights, macs, separable: macs.depthwise + macs.pointwise, ratio: 1 / o + 1 / (k * k) };
}

/** 462422016 → "462.4 M". */
export function large(n) {
  const [unit, word] = n >= 1e9 ? [1e9, " G"] : n >= 1e6 ? [1e6, " M"] : n >= 1e4 ? [1e3, " k"] : [1, ""];
  return unit === 1 ? String(n) : `${(n / unit).toFixed(n / unit < 100 ? 2 : 1)}${word}`;
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const parts = shell(el, { widget: "separable-cost", title: L.title, hint: L.hint, table });
  const lists = { size: [1, 3, 5, 7, 9, 11], c_in: get("channels"), c_out: get("channels"), side: get("sides") };
  const plain = calculates(model, parts, Object.keys(lists), () => draw());
  const layers = get("layers");
  const layer = h("select", { className: "long", onchange: ({ timeStamp }) => {
    if (!layer.value) return draw();
    const [c_in, c_out, side] = layers[layer.value];
    return plain.change({ size: 3, c_in, c_out, side }, timeStamp);
  } }, ...["", ...Object.keys(layers)].map((name) => h("option", { value: name, textContent: name || L.none })));
  const sliders = Object.entries(lists).map(([trait, list]) => {
    const value = h("output");
    const input = h("input", { type: "range", min: 0, max: list.length - 1,
      oninput: ({ timeStamp }) => plain.change({ [trait]: list[input.valueAsNumber] }, timeStamp) });
    return { el: labelled(L[trait], input, value), sync() {
      input.value = list.indexOf(get(trait));
      value.textContent = input.ariaValueText = get(trait);
    } };
  });
  const ways = ["standard", "depthwise", "pointwise"];
  const bars = Object.fromEntries(ways.map((way) => [way, h("i", { className: way })]));
  const words = [h("span"), h("span")];
  const bar = (text, count, ...inside) => h("div", { className: "cost" }, h("b", {}, text), h("div", {}, ...inside), count);
  const key = h("p", { className: "key" }, h("i", { className: "depthwise" }), L.depthwise, h("i", { className: "pointwise" }), L.pointwise);
  const formula = h("p", { className: "formula" });
  parts.body.append(h("div", { className: "line" }, labelled(L.layer, layer)),
    h("div", { className: "line short" }, ...sliders.map((slider) => slider.el)),
    bar(L.standard, words[0], bars.standard), bar(L.sum, words[1], bars.depthwise, bars.pointwise), key, formula);

  function draw() {
    sliders.forEach((slider) => slider.sync());
    const [size, c_in, c_out, side] = Object.keys(lists).map(get);
    const { macs, weights, separable, ratio } = costs({ size, c_in, c_out, side });
    const most = Math.max(macs.standard, separable);
    for (const way of ways) bars[way].style.width = `${(100 * macs[way]) / most}%`;
    words[0].textContent = large(macs.standard);
    words[1].textContent = large(separable);
    layer.value = Object.keys(layers).find((name) => size === 3 && layers[name].join() === [c_in, c_out, side].join()) ?? "";
    const [c, out, rest] = L.formula;
    formula.replaceChildren(c, h("sub", {}, out), rest, h("b", {}, L.ratio(c_out, size, num(ratio))));
    const times = ratio < 1 ? L.less(num(1 / ratio, 2)) : ratio > 1 ? L.more(num(ratio)) : L.same;
    const share = (100 * macs.depthwise) / separable;
    parts.summarise(L.said(c_in, c_out, size, side, large(macs.standard), large(separable), times)
      + L.parts(num(share, 2), num(100 - share, 2)) + L.weights(large(weights.standard), large(weights.depthwise + weights.pointwise)));
  }

  function table() {
    const { macs, weights } = costs(Object.fromEntries(Object.keys(lists).map((t) => [t, get(t)])));
    const exact = (n) => n.toLocaleString("en");
    return { head: L.head, rows: [...ways.map((way) => [L[way], exact(macs[way]), exact(weights[way])]),
      [L.sum, exact(macs.depthwise + macs.pointwise), exact(weights.depthwise + weights.pointwise)]] };
  }

  const stop = plain.start();
  return () => { stop(); parts.stop(); };
}

export default { render };
