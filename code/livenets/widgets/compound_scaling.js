// width, depth: times B0's, side: pixels; ranges: {trait: [least, most]};
// settings: {name, width, depth, side, top1, family}[]

const L = {
  title: "Three ways to be larger.",
  hint: "Every point on an orange line costs the same, by the law. Choose a network, or move the sliders; with the cost held, you can only slide along.",
  setting: "Network", byHand: "by hand",
  width: "Width", depth: "Depth", side: "Resolution",
  times: (v) => `× ${num(v)}`, pixels: (v) => `${v} px`,
  hold: "hold the cost",
  sums: (p, pt, m, mt, l) => `${p} parameters (× ${pt} of B0), ${m} multiply-adds (× ${mt}). The law d · w² · r² says × ${l}.`,
  axes: { depth: "depth d", width: "width w", net: "network, d · w²", pixels: "resolution, pixels" },
  panels: ["Depth against width.", "The network against its pixels."],
  line: (name, l) => `${name} On the orange line everything costs ${l} times B0; the dashed ray is 1.2 deeper and 1.1 wider for 1.15 finer.`,
  portrait: (blocks, most, side) => `The network as ${blocks} blocks in seven stages, up to ${most} channels, for ${side} × ${side} pixels.`,
  said: (name, w, d, side) => `${name}: ${w} times as wide and ${d} times as deep as B0, ${side} × ${side} pixels. `,
  top1: (v) => ` The paper: ${v} % right on ImageNet.`,
  edge: "A slider is at its end: the cost is no longer held.",
  head: ["stage", "blocks", "channels", "side"],
};
const TRAITS = ["width", "depth", "side"];
const AXES = { from: -2, to: 3.6 };
const POWERS = [-2, -1, 0, 1, 2, 3];

/** 5288548 → "5.29 M". */
export function brief(n) {
  const at = n >= 999.5e6 ? 9 : 6;
  return `${num(n / 10 ** at)} ${at === 9 ? "G" : "M"}`;
}

/** What the others must be, so that the law's cost stays, when `moved` is set. */
export function held(now, moved, cost) {
  const { width, depth, side } = now;
  if (moved === "width") return { ...now, side: Math.round(B0_SIDE * Math.sqrt(cost / (depth * width ** 2))) };
  return { ...now, width: Math.sqrt(cost / depth) * (B0_SIDE / side) };
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const [settings, ranges] = [get("settings"), get("ranges")];
  const family = settings.filter((s) => s.family);
  const parts = shell(el, { widget: "compound-scaling", title: L.title, hint: L.hint, table });
  const { change, start } = calculates(model, parts, TRAITS, () => draw());
  const base = compound(1, 1, B0_SIDE);
  let now = base;
  let cost = 1; // what is held

  const taken = ({ width, depth, side }, time) => change({ width, depth, side }, time);
  const chooser = h("select", { onchange: ({ timeStamp }) =>
    taken(settings.find((s) => s.name === chooser.value), timeStamp) },
    ...[...settings.map((s) => s.name), ""].map((name) =>
      h("option", { value: name, textContent: name || L.byHand, disabled: !name })));
  const hold = h("input", { type: "checkbox", onchange: () => { cost = law(get("width"), get("depth"), get("side")); } });
  // along powers of two, so that every doubling is as far
  const sliders = Object.fromEntries(TRAITS.map((trait) => {
    const out = h("output");
    const [least, most] = ranges[trait].map(Math.log2);
    const range = h("input", { type: "range", min: least, max: most, step: 0.005, oninput: ({ timeStamp }) => {
      const v = 2 ** range.valueAsNumber;
      move(trait, trait === "side" ? Math.round(v) : Number(v.toPrecision(3)), timeStamp);
    } });
    return [trait, { range, out, el: labelled(L[trait], range, out) }];
  }));
  const within = (trait, v) => Math.min(ranges[trait][1], Math.max(ranges[trait][0], v));

  function move(trait, v, time) {
    const moved = { ...Object.fromEntries(TRAITS.map((each) => [each, get(each)])), [trait]: within(trait, v) };
    const next = hold.checked ? held(moved, trait, cost) : moved;
    const kept = Object.fromEntries(TRAITS.map((each) => [each, within(each, next[each])]));
    change(kept, time);
    parts.say(hold.checked && TRAITS.some((each) => kept[each] !== next[each]) ? L.edge : "");
  }

  const [a, b, c] = [Math.log2(1.2), 2 * Math.log2(1.1), 2 * Math.log2(1.15)];
  const widths = POWERS.map((v) => [v, num(2 ** (v / 2))]);
  const panels = [
    costPanel({ ...AXES, xs: POWERS.map((v) => [v, num(2 ** v)]), ys: widths, xName: L.axes.depth, yName: L.axes.width,
      at: (s) => { const p = place(s); return [p.depth, p.width]; }, ray: [a, b], onpick: taken }),
    costPanel({ from: -2, to: 4.6, xs: [...POWERS, 4].map((v) => [v, num(2 ** v)]), ys: [...POWERS, 4].map((v) => [v, String(Math.round(B0_SIDE * 2 ** (v / 2)))]),
      xName: L.axes.net, yName: L.axes.pixels, at: (s) => { const p = place(s); return [p.net, p.pixels]; }, ray: [a + b, c], onpick: taken }),
  ];
  const drawing = portrait();
  const sums = h("p", { className: "sums", role: "status" });
  parts.body.append(
    h("div", { className: "line" }, labelled(L.setting, chooser), h("label", {}, hold, h("span", {}, L.hold))),
    h("div", { className: "line" }, ...TRAITS.map((trait) => sliders[trait].el)),
    sums, drawing.el, h("div", { className: "panels" }, ...panels.map((p) => p.el)));

  function draw() {
    const [width, depth, side] = TRAITS.map(get);
    const setting = settings.find((s) => s.width === width && s.depth === depth && s.side === side);
    const p = place({ width, depth, side });
    const l = law(width, depth, side);
    now = compound(width, depth, side);
    chooser.value = setting?.name ?? "";
    for (const trait of TRAITS) {
      const { range, out } = sliders[trait];
      if (range !== document.activeElement) range.value = Math.log2(get(trait));
      out.textContent = (trait === "side" ? L.pixels : L.times)(get(trait));
    }
    const ratio = (key) => num(now[key] / base[key]);
    sums.textContent = L.sums(brief(now.parameters), ratio("parameters"), brief(now.macs), ratio("macs"), num(l));
    const blocks = now.rows.reduce((sum, row) => sum + row.blocks, 0);
    drawing.draw({ rows: now.rows, side, words: L.portrait(blocks, Math.max(...now.rows.map((row) => row.channels)), side) });
    const common = { settings: family, chosen: setting?.name };
    panels[0].draw({ ...common, here: [p.depth, p.width], total: p.net, words: L.line(L.panels[0], num(l)) });
    panels[1].draw({ ...common, here: [p.net, p.pixels], total: p.net + p.pixels, words: L.line(L.panels[1], num(l)) });
    parts.tell({ law: l, parameters: now.parameters, width, depth, side });
    parts.summarise(L.said(setting?.name ?? L.byHand, num(width), num(depth), side) + sums.textContent
      + (setting?.top1 ? L.top1(setting.top1) : ""));
  }

  function table() {
    return { head: L.head, rows: now.rows.map((row, i) => [`${i + 1}`, ...[row.blocks, row.channels, row.side].map(String)]) };
  }

  const stop = start();
  return () => { stop(); parts.stop(); };
}

export default { render };
