// networks, stored: live.js; symbols, text: string, layers: string[],
// roles: {"layer.head": string}, max_len, layer, head, place: int

const L = {
  title: "Whom does each head read?",
  hint: "Type a text of your own and choose a character: the darker another one, the more the chosen head reads of it.",
  field: (most) => `Your text, up to ${most} characters`,
  mode: "This head",
  modes: { trained: "as trained", cut: "cut", unscaled: "without 1/√d", even: "reads all alike" },
  all: "Do this to all heads",
  reset: "All as trained",
  order: "Places",
  orders: { order: "in order", backwards: "backwards", shuffled: "shuffled", frozen: "all the same" },
  start: "first place",
  reads: "This character reads",
  map: (layer, head, n) => `Layer ${layer}, head ${head}: a row for each of ${n} characters, what it reads in the columns. Arrow keys move to another character and to another one that it reads.`,
  opened: (layer, head, role) => `Layer ${layer}, head ${head}${role ? `: ${role}` : ""}`,
  who: (char, t) => `“${char}” at ${t}`,
  tip: (char, s, w) => `“${char}”, place ${s}: ${percent(w)}`,
  later: (char, s) => `“${char}”, place ${s}: comes later, not read`,
  next: (char) => `What comes after ${char}?`,
  scores: (list) => `Next characters: ${list}.`,
  empty: "Type two characters or more: where nothing was read, nothing can be asked.",
  says: (who, layer, head, most, w, wide) => `In layer ${layer}, head ${head}, ${who} reads most of ${most} (${w}); its row is as wide as ${wide} characters read alike.`,
  guess: (char, p) => ` The network goes on with “${char}” (${p}).`,
  right: (char, p) => ` Your text goes on with “${char}” (${p}).`,
  nats: (x) => ` It needs ${x} nats a character for this text`,
  plain: (x) => `, and ${x} as it was trained.`,
  head: ["place", "character", "weight of the chosen head", "nats for it"],
};
const LENGTH = 64; // places of the network, as in attention.py
const SHOWN = 6;

function render({ model, el }) {
  const [symbols, layers, roles] = [[...model.get("symbols")], model.get("layers"), model.get("roles")];
  const card = model.get("networks").network;
  const [, heads, , d] = card.outputs[`${layers[0]}.query`];
  const count = symbols.length;
  const watch = [...layers.flatMap((name) =>
    ["query", "key", "value", "weights"].map((part) => `${name}.${part}`)), "output"];
  const modes = layers.map(() => Array(heads).fill("trained"));
  const at = { layer: model.get("layer"), head: model.get("head"), place: model.get("place"), reads: 0 };
  let now = null; // outputs and what they are of: { symbols, modes }
  let plain = { text: "", nats: NaN }; // what the untouched network needed

  const parts = shell(el, { widget: "attention", title: L.title, hint: L.hint, table });
  const typed = typeText({ label: L.field(LENGTH), symbols, limit: LENGTH, rows: 3,
    ontext: (letters, time) => ask(time) });
  const strip = textStrip({ onchoose: (t) => choose({ place: t }), onlook: (t) => tint(t ?? at.place) });
  const grid = headGrid({ layers: layers.length, heads, roles,
    onpick: (layer, head, time) => choose({ layer, head }, time) });
  const large = mapView({ label: "", onplace: (row, col) => choose({ place: row, reads: col }),
    onstep: (row, col) => choose({ place: at.place + row, reads: at.reads + col }) });
  const opened = named("", large.el);
  const select = (options, onchange) => h("select", { onchange },
    ...Object.entries(options).map(([value, textContent]) => h("option", { value, textContent })));
  const mode = select(L.modes, ({ timeStamp }) => { modes[at.layer][at.head] = mode.value; ask(timeStamp); });
  const everywhere = (value) => ({ timeStamp }) => {
    for (const row of modes) row.fill(value());
    ask(timeStamp);
  };
  const all = h("button", { type: "button", textContent: L.all, onclick: everywhere(() => mode.value) });
  const reset = h("button", { type: "button", textContent: L.reset, onclick: everywhere(() => "trained") });
  const order = select(L.orders, ({ timeStamp }) => ask(timeStamp));
  const first = h("output", {}, "0");
  const start = h("input", { type: "range", min: 0, max: model.get("max_len") - LENGTH, value: 0,
    oninput: ({ timeStamp }) => { first.textContent = start.value; ask(timeStamp); } });
  const reads = h("select", { onchange: () => choose({ reads: Number(reads.value) }) });
  const guess = h("b");
  const bars = h("div", { className: "scores", role: "img" });
  const steps = stepper();
  parts.body.append(typed.el, strip.el,
    h("div", { className: "line" }, labelled(L.mode, mode), all, reset,
      labelled(L.order, order), labelled(L.start, start, first)),
    h("div", { className: "line top heads" }, grid.el, opened.el),
    h("div", { className: "next" }, guess, bars),
    h("div", { className: "line" }, labelled(L.reads, reads)), steps.el);

  const known = () => typed.letters().filter(({ symbol }) => symbol !== null);
  const char = (t) => visible(symbols[now.symbols[t]]);
  const who = (t) => L.who(char(t), t);
  const weights = (layer) => now[`${layers[layer]}.weights`];
  const row = (t) => rowOf(weights(at.layer), LENGTH, at.head, t);

  function request() {
    const text = known().map(({ symbol }) => symbol);
    return { network: "network", letters: typed.letters(), symbols: text, modes: modes.map((each) => [...each]),
      inputs: { symbols: padded(text, LENGTH),
        places: placesOf(order.value, start.valueAsNumber, text.length, LENGTH) },
      knobs: knobsOf(modes, layers, d), watch };
  }

  function ask(time) {
    model.set("text", typed.field.value);
    model.save_changes();
    if (known().length < 2) {
      parts.summarise(L.empty);
      return;
    }
    engine.change(request(), time);
  }

  /** Open a head or a place; a layer whose numbers aren't here is asked for. */
  function choose(to, time = performance.now()) {
    const within = (v, n) => Math.max(0, Math.min(n - 1, v));
    Object.assign(at, to);
    at.place = within(at.place, now.symbols.length);
    if ("place" in to && !("reads" in to)) at.reads = ranked(row(at.place))[0];
    at.reads = within(at.reads, at.place + 1);
    if (now[`${layers[at.layer]}.query`]) inspect();
    else ask(time);
  }

  function draw(outputs, { letters, symbols: text, modes: done, inputs }) {
    const before = now;
    now = { ...outputs, letters, symbols: text, modes: done };
    for (const name of layers.map((each) => `${each}.weights`)) {
      const whole = heads * LENGTH * LENGTH; // the stored ones are folded
      if (now[name].length < whole) now[name] = unfolded(now[name], heads, LENGTH);
    }
    const n = text.length;
    if (before?.letters !== letters) {
      strip.set(letters);
      if (before) at.place = n - 1; // what comes after all that was typed
      at.reads = ranked(row(at.place))[0];
    }
    const nats = natsOf(now.output, text, count);
    const untouched = done.flat().every((m) => m === "trained")
      && inputs.places.every((place, i) => place === i);
    if (untouched) plain = { text: text.join(), nats };
    const changed = done.flatMap((row, i) => row.flatMap((m, k) => (m === "trained" ? [] : [`${i}.${k} ${m}`])));
    parts.tell({ changed: changed.length, heads: changed.join(", "), moved: !inputs.places.every((place, i) => place === i),
      cut: changed.filter((each) => each.endsWith(" cut")).length, length: text.length,
      dearer: plain.text === text.join() ? nats - plain.nats : 0 });
    now.nats = L.nats(num(nats)) + (!untouched && plain.text === text.join() ? L.plain(num(plain.nats)) : ".");
    layers.forEach((_, layer) => {
      for (let k = 0; k < heads; k++) grid.draw(layer, k, inkOf(weights(layer), LENGTH, k, n), n);
    });
    inspect();
  }

  function tint(t) {
    const shares = row(t);
    strip.tint(shares, t, (s) => (s > t ? L.later(char(s), s) : L.tip(char(s), s, shares[s])));
  }

  function inspect() {
    const { layer, head, place } = at;
    const n = now.symbols.length;
    const role = roles[`${layer}.${head}`];
    const shares = row(place);
    grid.mark(layer, head, (i, k) => now.modes[i][k]);
    mode.value = modes[layer][head];
    reset.disabled = modes.flat().every((m) => m === "trained");
    tint(place);
    opened.words.textContent = L.opened(layer, head, role);
    large.draw({ pixels: signedPixels(inkOf(weights(layer), LENGTH, head, n), 1), h: n, w: n,
      words: L.map(layer, head, n), marks: [{ row: place, col: place, h: 1, w: 1, kind: "window" },
        { row: place, col: at.reads, h: 1, w: 1, kind: "tap" }] });
    reads.replaceChildren(...Array.from(shares, (_, s) =>
      h("option", { value: s, textContent: who(s), selected: s === at.reads })));
    const vectors = (part, t) => vectorOf(now[`${layers[layer]}.${part}`], LENGTH, d, head, t);
    const each = (part) => Array.from(shares, (_, s) => vectors(part, s));
    steps.draw(now[`${layers[layer]}.query`] ? { query: vectors("query", place), keys: each("key"),
      values: each("value"), row: shares, asks: place, reads: at.reads, who, mode: now.modes[layer][head] } : {});
    predict(place, shares);
  }

  function predict(place, shares) {
    const chances = softmax(now.output.subarray(place * count, (place + 1) * count));
    const order = ranked(chances);
    const actual = now.symbols[place + 1];
    const shown = order.slice(0, SHOWN);
    if (actual !== undefined && !shown.includes(actual)) shown[SHOWN - 1] = actual;
    guess.textContent = L.next(who(place));
    bars.replaceChildren(...shown.map((i) => h("div", { className: i === actual ? "best" : "" },
      h("span", {}, visible(symbols[i])), h("i", { style: { width: `${(60 * chances[i]).toFixed(2)}%` } }),
      h("span", {}, percent(chances[i])))));
    bars.ariaLabel = L.scores(shown.map((i) => `${visible(symbols[i])} ${percent(chances[i])}`).join(", "));
    const most = ranked(shares)[0];
    parts.summarise(L.says(who(place), at.layer, at.head, who(most), percent(shares[most]), num(breadth(shares), 2))
      + L.guess(visible(symbols[order[0]]), percent(chances[order[0]]))
      + (actual === undefined ? "" : L.right(visible(symbols[actual]), percent(chances[actual]))) + now.nats);
  }

  function table() {
    const shares = row(at.place);
    return { head: L.head, rows: now.symbols.map((symbol, t) => {
      const chances = t ? softmax(now.output.subarray((t - 1) * count, t * count)) : null;
      return [t, char(t), t < shares.length ? shares[t] : "masked", chances ? -Math.log(chances[symbol]) : ""];
    }) };
  }

  typed.set(model.get("text"));
  const engine = live(model, parts, draw, request());
  return () => { engine.stop(); parts.stop(); };
}

export default { render };
