// networks, stored: live.js; readers: {network: {symbols, unknown, units:
// [{unit, name, r}]}}; texts: {network: string}; network: string, limit: int

const CORE = "core.layers.0.";
const CELL = "next_c";
const ROWS = [ // the watched name, what it is called, whether it can be negative
  { name: `${CORE}forget`, label: "forget f", values: [0, 1] },
  { name: `${CORE}input`, label: "input i", values: [0, 1] },
  { name: `${CORE}candidate`, label: "candidate g", signed: true, values: [-1, 0, 1] },
  { name: `${CORE}output`, label: "output o", values: [0, 1] },
  { name: CELL, label: "cell c", signed: true, squash: Math.tanh },
  { name: "next_h", label: "hidden h", signed: true },
];
const GATES = ROWS.slice(0, 4);
const FEW = 16; // units in the maps

/** A text's symbols as steps, and what to say of those that are not known. */
export function stepsOf(letters, unknown) {
  const steps = [];
  let gap = "";
  for (const { char, symbol } of letters) {
    if (symbol === null) {
      gap += visible(char);
      continue;
    }
    const rare = symbol === unknown;
    steps.push({ symbol, char, shown: visible(char), kind: `${rare ? "rare" : ""}${gap ? " gap" : ""}`,
      words: [rare ? L.rare : "", gap ? L.gap(gap) : ""].join(" ").trim() });
    gap = "";
  }
  return steps;
}

function render({ model, el }) {
  const networks = model.get("networks"), limit = model.get("limit");
  const kept = Object.fromEntries(Object.entries(model.get("readers")).map(([name, { symbols, unknown, units }]) => {
    const list = Array.from(symbols);
    const odd = unknown ? list.indexOf(unknown) : null;
    const field = typeText({ label: L.text(limit), symbols: list, unknown: odd, limit, rows: 3,
      ontext: (_, time) => { writer.reset(); follow = true; ask(time); } });
    field.set(model.get("texts")[name]);
    const run = () => sequence(networks[name], [...GATES.map((row) => row.name), "scores"]);
    return [name, { name, list, odd, units, field, size: networks[name].inputs.c.at(-1),
      runs: { free: run(), forced: run(), stored: run() }, unit: units[0]?.unit ?? 0, at: 0 }];
  }));
  let it = kept[model.get("network")]; // the network that reads
  let now = null; // { text, key, steps, free }: free are the steps without knobs
  let units = [], found = [], peek = null, follow = true, serial = 0;

  const parts = shell(el, { widget: "gates", title: L.title, hint: L.hint, table });
  const pick = h("select", { onchange: ({ timeStamp }) => { change(pick.value); ask(timeStamp); } },
    ...Object.keys(kept).map((name) => h("option", { value: name }, name)));
  const group = h("select", { onchange: ({ timeStamp }) => { regroup(); parts.drawn("js", timeStamp); } },
    ...["named", "moved", "found", "all"].map((value) => h("option", { value }, value === "all" ? "" : L[value])));
  const unit = h("input", { type: "number", min: 0, step: 1, oninput: () => choose(unit.valueAsNumber, null) });
  const known = h("select", { onchange: () => choose(known.value ? Number(known.value) : null, null) });
  const at = h("input", { type: "range", min: 1, step: 1, oninput: () => choose(null, at.valueAsNumber - 1) });
  const place = h("output");
  const maps = gateMaps({ rows: ROWS, label: L.map, onchoose: choose,
    onpeek: (u, t) => { peek = t === undefined ? null : [u ?? it.unit, t]; inspect(); },
    onstep(rows, steps) {
      const row = Math.max(0, Math.min(units.length - 1, units.indexOf(it.unit) + rows));
      choose(rows ? units[row] : null, it.at + steps);
    } });
  const [heading, after] = [h("b"), h("b")];
  const [first, second] = [0, 1].map(() => h("p", { className: "formula" }));
  const [plain, came, cost] = [h("p"), h("p"), h("p", { className: "cost" })];
  const scores = nextSymbols(8);
  const every = () => Array.from({ length: it.size }, (_, i) => i);
  const knobs = gateKnobs({ gates: GATES, labels: K, onchange: ask, who: {
    one: { label: K.one, units: () => [it.unit] },
    group: { label: K.group, units: () => [...units] },
    every: { label: K.every, units: every },
  } });
  const writer = gateWriter({ limit, ask, say: parts.say, now: () => now
    && { field: it.field, symbols: it.list, never: it.odd, scores: now.steps.at(-1).scores } });
  const search = gateSearch({ most: FEW, stretch: knobs.stretch, onopen: (u) => choose(u, null),
    now: () => now && { steps: now.steps, cell: CELL, chars: now.text.map(({ char }) => char) },
    onfound(best) { found = best; group.value = "found"; regroup(); } });
  parts.body.append(
    h("div", { className: "line" }, labelled(L.network, pick)),
    ...Object.values(kept).map(({ field }) => field.el), maps.el,
    h("div", { className: "line" }, labelled(L.unit, unit), labelled(L.known, known),
      labelled(L.at, at, place), labelled(L.shown, group)),
    h("div", { className: "line top" }, h("div", { className: "side step" }, heading, first, second, plain),
      h("div", { className: "side" }, after, scores.el, came)),
    cost, knobs.el, writer.el, search.el);

  const isForced = () => Object.keys(knobs.forced()).length > 0;

  function ask(time) {
    serial += 1;
    send(stepsOf(it.field.letters(), it.odd), isForced() ? "forced" : "free", time);
  }

  function send(text, how, time) {
    const turned = how === "forced" ? [knobsFor(knobs.forced(), it.size), knobs.when()] : [];
    const part = it.runs[how].request(text.map(({ symbol }) => symbol), ...turned);
    if (part) engine.change({ network: it.name, ...part, text, how, serial }, time);
    else clear();
  }

  function clear() {
    now = null;
    maps.clear();
    scores.clear();
    for (const words of [heading, first, second, plain, after, came, cost]) words.textContent = "";
    parts.say(L.empty);
    parts.summarise(L.empty);
  }

  function draw(outputs, request) {
    const { network, text, how } = request;
    const stored = how === "stored"; // at the start, and after a failure
    if (!stored && request.serial !== serial) return; // another text by now
    if (network !== it.name) change(network); // to the stored one, and back
    const steps = it.runs[how].take(outputs, request);
    const key = text.map(({ symbol }) => symbol).join();
    const free = how === "forced" ? now?.key === key && now.free : steps;
    if (how === "free" && isForced() && now) now.free = free;
    else now = { text, key, steps, free };
    if (!free) send(text, "free", performance.now()); // to compare
    regroup();
    writer.went();
  }

  /** Choose the units of the maps, and draw all. */
  function regroup() {
    if (!now) return;
    const { steps } = now;
    const most = () => strongest(moves(steps, CELL), FEW);
    units = { named: () => [...new Set(it.units.map((each) => each.unit))].slice(0, FEW),
      moved: most, found: () => found, all: every }[group.value]();
    if (!units.length) units = most();
    it.at = follow ? steps.length - 1 : Math.min(steps.length - 1, it.at);
    const [a, b] = isForced() ? knobs.when() : [0, 0];
    const text = now.text.map((step, t) => (t >= a && t < b ? { ...step, kind: `${step.kind} forced` } : step));
    maps.draw({ text, steps, units, high: units.length > 2 * FEW ? 1 : 5 });
    inspect();
  }

  function choose(u, t, time = performance.now()) {
    if (!now) return;
    const within = (v, most) => Math.max(0, Math.min(most, Math.round(v)));
    if (Number.isFinite(u)) it.unit = within(u, it.size - 1);
    if (Number.isFinite(t)) it.at = within(t, now.steps.length - 1);
    follow = it.at === now.steps.length - 1;
    peek = null;
    inspect();
    parts.drawn("js", time);
  }

  /** All that depends on the chosen unit and character. */
  function inspect() {
    if (!now) return;
    const [u, t] = peek ?? [it.unit, it.at];
    const { steps, text } = now;
    const free = now.free && now.free !== steps ? now.free : null;
    maps.point({ steps, free, unit: u, at: t, title: L.curves(u), follow: !peek });
    const [f, i, g, o, c, shown] = ROWS.map(({ name }) => steps[t][name][u]);
    write(heading, L.step(u, t + 1, text[t].shown));
    const [cell, hidden] = arithmetic({ f, i, g, o, c, h: shown, before: t ? steps[t - 1][CELL][u] : 0 });
    write(first, cell);
    write(second, hidden);
    const named = it.units.find((each) => each.unit === u);
    write(plain, L.told(percent(f), num(i * g), percent(o)) + (named ? L.means(named) : ""));
    write(after, L.next(t + 1, text[t].shown));
    const { shares, order } = scores.draw(steps[t].scores, it.list, free?.[t].scores, L.beside);
    write(came, t + 1 < text.length ? L.came(text[t + 1].shown, percent(shares[text[t + 1].symbol])) : L.last);
    if (peek) return;
    if (document.activeElement !== unit) unit.value = u;
    known.value = named ? u : "";
    [at.max, at.value, place.value] = [steps.length, t + 1, L.place(t + 1, text[t].shown)];
    knobs.limit(steps.length);
    const symbols = text.map(({ symbol }) => symbol);
    const mean = (each) => costs(each, symbols).reduce((a, b) => a + b, 0) / (text.length - 1);
    const price = free ? L.dearer(mean(steps), mean(free)) : L.cost(mean(steps));
    write(cost, `${text.length > 1 ? price : ""} ${knobs.words()}`.trim());
    const list = order.slice(0, 3).map((k) => `“${visible(it.list[k])}” (${percent(shares[k])})`).join(", ");
    parts.tell({ unit: u, at: t + 1, forget: f, before: t ? Math.abs(steps[t - 1][CELL][u]) : 0, forced: isForced() });
    parts.summarise([heading.textContent, plain.textContent, L.expects(list), cost.textContent].join(" "));
  }

  function change(name) {
    it = kept[pick.value = name];
    model.set("network", name);
    model.save_changes();
    writer.reset();
    search.clear();
    knobs.release();
    [found, now, follow] = [[], null, true];
    prepare();
  }

  /** The controls as the network needs them. */
  function prepare() {
    for (const each of Object.values(kept)) each.field.el.hidden = each !== it;
    group.lastChild.textContent = L.all(it.size);
    unit.max = it.size - 1;
    known.replaceChildren(h("option", { value: "" }, L.none),
      ...it.units.map((each) => h("option", { value: each.unit }, L.follows(each))));
  }

  function table() {
    return { head: L.head, rows: (now?.steps ?? []).map((step, t) => [t + 1, now.text[t].shown,
      ...ROWS.map(({ name }) => step[name][it.unit])]) };
  }

  prepare();
  const text = stepsOf(it.field.letters(), it.odd);
  const start = it.runs.stored.request(text.map(({ symbol }) => symbol));
  const engine = live(model, parts, draw, { network: it.name, ...start, text, how: "stored" });
  return () => { writer.stop(); engine.stop(); parts.stop(); };
}

export default { render };
