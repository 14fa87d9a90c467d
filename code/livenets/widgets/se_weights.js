// names, pictures, selected, own: pick_picture.js; other, other_own: picture B;
// networks, stored: live.js; classes: string[];
// means: {network: {gate: float32 bytes (C)}}, scaled: {gate: module}

const L = {
  title: "The gates, block by block.",
  hint: "Choose two pictures, A and B. Open a block, choose a channel; force one gate, a block or all of them, and see what the network still knows.",
  network: "Network",
  blocks: "Every squeeze-excite block: a tick is a gate, from 0 (shut) to 1 (open). A above the line, B below.",
  row: (n, c) => `block ${n} · ${c} gates`,
  rowForced: (n, c, f) => `block ${n} · ${c} gates · ${f} forced`,
  opened: (n, c, h, w) => `Block ${n}: ${c} gates on maps of ${h} × ${w}.`,
  order: "Sort by", orders: { channel: "channel", a: "A's gate", b: "B's gate", difference: "A − B" },
  scale: "Bars from", scales: { whole: "0 to 1", used: "the lowest to the highest" },
  channel: "Channel",
  scope: "Force", scopes: { channel: "the chosen gate", block: "all gates of the open block", all: "all gates of all blocks" },
  to: "to", value: "or to",
  acts: { free: "as computed", zero: "0", one: "1", mean: "its mean over training", a: "A's", b: "B's" },
  reads: (s, name, c, p) => `${s} (${name}) is read as ${c} (${p}).`,
  unforced: (c, p) => `As computed: ${c} (${p}).`,
  said: (n, c, a, b, mean, k, ka, kb) => `Block ${n}, ${c} gates: A from ${a}, B from ${b}. They differ by ${mean} on average, most in channel ${k}: ${ka} and ${kb}.`,
  fromTo: (low, high) => `${low} to ${high}`,
  forced: (n, blocks) => `Forced: ${n} ${n === 1 ? "gate" : "gates"} in ${blocks} ${blocks === 1 ? "block" : "blocks"}.`,
  head: ["channel", "A", "B", "A − B", "A computed", "B computed", "mean over training"],
};
const INPUT = 32; // a side, of the network's input
const RENAMED = { b: { selected: "other", own: "other_own" } };

const topOf = (scores) => scores.indexOf(Math.max(...scores));

function render({ model, el }) {
  const parts = shell(el, { widget: "se-weights", title: L.title, hint: L.hint, table });
  const line = (...children) => h("div", { className: "line" }, ...children);
  const choice = (texts, onchange) => h("select", { onchange },
    ...Object.entries(texts).map(([value, textContent]) => h("option", { value, textContent })));
  const cards = model.get("networks");
  const network = choice(Object.fromEntries(Object.keys(cards).map((n) => [n, n])),
    ({ timeStamp }) => { build(); ask(timeStamp); });
  const forcedOf = Object.fromEntries(Object.entries(cards).map(([name, card]) =>
    [name, Object.fromEntries(Object.entries(card.knobs).map(([gate, c]) => [gate, Array(c).fill(null)]))]));
  const card = () => cards[network.value];
  const forced = () => forcedOf[network.value];
  const number = (gate) => gate.match(/\d+(\.\d+)*/)?.[0] ?? Object.keys(card().knobs).indexOf(gate);
  const mapsOf = (gate) => model.get("scaled")[gate];
  let gate = Object.keys(card().knobs)[0]; // the block that is open
  let at = 0; // the channel
  let input; // of both pictures
  let free = null; // { outputs, input, network }: without any knob
  let now = null; // { outputs, network }: what was drawn last
  let quiet = true;

  const sides = KEYS.map((key) => {
    const renamed = (trait) => RENAMED[key]?.[trait] ?? trait;
    const own = { get: (trait) => model.get(renamed(trait)) };
    const scores = scoreBars(model.get("classes"));
    const canvas = h("canvas", { className: "input" });
    const words = h("p", { className: "verdict" });
    const box = h("div", { className: "se-side" });
    const picker = pickPicture(own, { drop: box, change: (traits, since) => change(
      Object.fromEntries(Object.entries(traits).map(([trait, v]) => [renamed(trait), v])), since) });
    box.append(h("div", { className: "se-input" }, h("b", { className: `se-${key}` }, SIDES[key]), canvas, picker.el),
      scores.el, words);
    const name = () => (own.get("selected") === "own" ? PICK.own : own.get("selected"));
    return { key, box, picker, canvas, scores, words, name };
  });

  const rows = h("div", { className: "se-rows", role: "group", ariaLabel: L.blocks });
  const opened = h("strong");
  const order = choice(L.orders, ({ timeStamp }) => again(timeStamp));
  const scale = choice(L.scales, ({ timeStamp }) => again(timeStamp));
  const chart = gateChart({ onpick: pick });
  const place = h("input", { type: "range", min: 0, oninput: ({ timeStamp }) => pick(place.valueAsNumber, timeStamp) });
  const which = h("output");
  const scope = choice(L.scopes);
  const value = h("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0.5,
    oninput: ({ timeStamp }) => force(() => value.valueAsNumber, timeStamp) });
  const amount = h("output", {}, num(0.5));
  const acts = { free: () => null, zero: () => 0, one: () => 1,
    mean: (g, k) => means(g)[k], a: (g, k) => gates(free, g, 0)[k], b: (g, k) => gates(free, g, 1)[k] };
  const buttons = Object.entries(acts).map(([key, of]) => h("button", { type: "button",
    textContent: L.acts[key], dataset: { act: key }, onclick: ({ timeStamp }) => force(of, timeStamp) }));
  parts.body.append(
    h("div", { className: "line top" }, ...sides.map((side) => side.box)),
    ...(Object.keys(cards).length > 1 ? [line(labelled(L.network, network))] : []),
    line(labelled(L.scope, scope), L.to, ...buttons, labelled(L.value, value, amount)),
    h("p", {}, L.blocks), rows,
    line(opened, labelled(L.order, order), labelled(L.scale, scale)),
    ...chart.els, line(labelled(L.channel, place, which), chart.product));

  const means = (g) => floats(model.get("means")[network.value][g]);
  const gates = (from, g, side) => half(from.outputs[g], side);

  function build() {
    input = new Float32Array(2 * 3 * INPUT * INPUT);
    sides.forEach((side, i) => {
      side.picker.sync();
      const rgb = side.picker.rgb();
      input.set(planes(rgb, INPUT), (i * input.length) / 2);
      put(side.canvas, opaque(rgb), SIDE, SIDE);
    });
  }
  function change(values, since) {
    quiet = true;
    setTraits(model, values);
    quiet = false;
    build();
    ask(since);
  }
  /** First without any knob, once for each pair of pictures: to compare. */
  function ask(since) {
    const known = free.input === input && free.network === network.value;
    engine.change({ network: network.value, inputs: { input },
      knobs: known ? knobsOf(forced()) : {}, watch: Object.keys(card().outputs) }, since);
  }
  function force(of, since) {
    const every = scope.value === "all" ? Object.keys(forced()) : [gate];
    amount.textContent = num(value.valueAsNumber);
    for (const g of every) {
      forced()[g] = forced()[g].map((v, k) => (scope.value === "channel" && k !== at ? v : of(g, k)));
    }
    ask(since);
  }
  function pick(position, since) {
    at = now.order[Math.max(0, Math.min(now.order.length - 1, position))];
    again(since);
  }
  /** The same numbers, in another order or of another block. */
  function again(since) {
    const { state, engine: by } = parts.figure.dataset;
    block();
    parts.drawn(by, since);
    parts.figure.dataset.state = state;
  }
  function draw(outputs, request) {
    const untouched = Object.keys(request.knobs).length === 0;
    if (untouched) free = { outputs, input: request.inputs.input, network: request.network };
    now = { outputs, network: request.network, order: [] };
    if (untouched && request !== first && Object.keys(knobsOf(forced())).length) {
      return ask(performance.now());
    }
    if (!(gate in card().knobs)) gate = Object.keys(card().knobs)[0];
    overview();
    sides.forEach((side, i) => {
      const text = (shares, [best]) => L.reads(SIDES[side.key], side.name(), model.get("classes")[best], percent(shares[best]));
      side.scores.draw(half(outputs.output, i), text);
      const shares = softmax(half(free.outputs.output, i));
      const best = shares.indexOf(Math.max(...shares));
      side.words.textContent = untouched ? "" : L.unforced(model.get("classes")[best], percent(shares[best]));
    });
    return block();
  }

  function overview() {
    const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.gate : null;
    rows.replaceChildren(...Object.keys(card().knobs).map((g) => {
      const c = card().knobs[g];
      const off = forced()[g].filter((v) => v !== null).length;
      const text = off ? L.rowForced(number(g), c, off) : L.row(number(g), c);
      const rug = KEYS.map((key, i) => svg("path", { class: `se-${key}`,
        d: rugPath(gates(now, g, i), 640, i ? 13 : 1, i ? 23 : 11) }));
      const button = h("button", { type: "button", className: "se-row", dataset: { gate: g }, ariaPressed: `${g === gate}`,
        onclick: ({ timeStamp }) => { gate = g; at = 0; overview(); again(timeStamp); } },
        h("span", {}, text),
        svg("svg", { viewBox: "0 0 640 24", preserveAspectRatio: "none", "aria-hidden": "true" },
          svg("path", { class: "axis", d: "M0 12H640M1 0V24M320 6V18M639 0V24" }), ...rug));
      if (g === focused) queueMicrotask(() => button.focus());
      return button;
    }));
  }

  function block() {
    const [, c, high, wide] = card().outputs[mapsOf(gate)];
    const pair = (of) => [0, 1].map(of);
    const shown = pair((i) => gates(now, gate, i));
    at = Math.min(at, c - 1);
    now.order = ordered(...shown, order.value);
    const both = [...shown[0], ...shown[1]];
    const range = scale.value === "whole" ? [0, 1] : [Math.min(...both), Math.max(...both)];
    opened.textContent = L.opened(number(gate), c, high, wide);
    place.max = c - 1;
    place.value = now.order.indexOf(at);
    which.textContent = `${at}`;
    chart.draw({ order: now.order, at, range, gates: shown, high, wide, forced: forced()[gate],
      computed: pair((i) => gates(free, gate, i)),
      before: pair((i) => half(now.outputs[mapsOf(gate)], i)) });
    say(...shown, c);
  }

  function say(a, b, c) {
    const { mean, most } = apart(a, b);
    const ends = (v) => L.fromTo(num(Math.min(...v)), num(Math.max(...v)));
    const count = Object.values(forced()).map((row) => row.filter((v) => v !== null).length);
    const blocks = count.filter(Boolean).length;
    parts.tell({ a: sides[0].name(), verdict: model.get("classes")[topOf(half(now.outputs.output, 0))], block: number(gate),
      forced: count.reduce((x, y) => x + y), shut: forced()[gate].filter((v) => v === 0).length });
    parts.summarise([
      ...sides.map((side) => `${side.scores.el.ariaLabel} ${side.words.textContent}`.trim()),
      L.said(number(gate), c, ends(a), ends(b), num(mean, 2), most, num(a[most]), num(b[most])),
      ...(blocks ? [L.forced(count.reduce((x, y) => x + y), blocks)] : []),
    ].join(" "));
  }

  function table() {
    const [a, b] = [0, 1].map((i) => gates(now, gate, i));
    const [fa, fb] = [0, 1].map((i) => gates(free, gate, i));
    const mean = means(gate);
    return { head: L.head, rows: now.order.map((k) => [`${k}`, a[k], b[k], a[k] - b[k], fa[k], fb[k], mean[k]]) };
  }

  build();
  const first = { network: network.value, inputs: { input }, knobs: {} };
  const engine = live(model, parts, draw, first);
  const stop = follow(model, ["selected", "own", "other", "other_own"], () => {
    if (quiet) return;
    build();
    ask(performance.now());
  });
  quiet = false;
  return () => { stop(); engine.stop(); parts.stop(); };
}

export default { render };
