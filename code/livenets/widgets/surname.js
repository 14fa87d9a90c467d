// networks, stored: live.js; symbols, network, text: string, classes,
// examples: string[], before: {network: scores}, limit: int

const L = {
  title: "Which language is this surname?",
  hint: "Type one. The network has read it up to the letter that you choose, and nothing after it.",
  text: (most) => `A surname, at most ${most} letters`,
  example: "or take", none: "–",
  network: "Network",
  letter: (i, char, read) => (read ? `letter ${i}, “${char}”` : `letter ${i}, “${char}”, is unknown`),
  hidden: (n) => `hidden state, ${n} units`,
  map: "Letters from left to right; the units of the hidden state from top to bottom",
  verdict: "verdict",
  change: (name) => `${name}, change in points`,
  unit: "Unit",
  empty: "Empty the state after this letter",
  silence: "Silence this unit",
  all: "Turn nothing",
  here: (char, i) => `After letter ${i}, “${char}”:`,
  reads: (a, p, b, q) => `${a} ${p}, then ${b} ${q}.`,
  moved: (name, from, to) => `This letter moved ${name} from ${from} to ${to}.`,
  state: (u, v, w) => `Unit ${u} went from ${v} to ${w}.`,
  whole: (text, a, p) => `“${text}” reads as ${a} (${p}).`,
  turned: (list) => ` The verdict was turned by ${list}.`,
  turn: (char, i, from, to) => `“${char}” (letter ${i}: ${from} → ${to})`,
  never: " Every letter left the first verdict as it was.",
  emptied: (char, i) => ` The state was emptied after letter ${i}, “${char}”: nothing before it is known.`,
  silenced: (list) => ` Silenced: unit ${list}.`,
  free: (a, p) => ` With nothing turned: ${a} (${p}).`,
  nothing: "Nothing is read yet: type a letter that the network knows.",
  head: ["letter", "likeliest", "its share, %", "share of the last verdict, %", "its change in points"],
};
const HIDDEN = "core.layers.0.hidden";

/** What is turned → the arguments of sequence's request after the symbols. */
export function turnedFor(knobs, { empty, silent }, units) {
  if (empty !== null) {
    return [Object.fromEntries(Object.keys(knobs).map((name) => [name, [0, 0]])), [empty, empty + 1]];
  }
  if (!silent.length) return [];
  return [{ [HIDDEN]: [Array.from({ length: units }, (_, u) => Number(!silent.includes(u))), 0] }, [0, Infinity]];
}

function render({ model, el }) {
  const networks = model.get("networks"), classes = model.get("classes"), limit = model.get("limit");
  const units = networks[model.get("network")].inputs.h.at(-1);
  const before = Object.fromEntries(Object.entries(model.get("before")).map(([name, scores]) => [name, softmax(scores)]));
  const runs = Object.fromEntries(Object.entries(networks).map(([name, card]) => [name, sequence(card, ["scores"])]));
  const turned = { empty: null, silent: [] };
  let now = null; // what is drawn
  let free = null; // the last one with nothing turned
  let at = 0, unit = 0, serial = 0, follow = true;

  const parts = shell(el, { widget: "surname", title: L.title, hint: L.hint, table });
  const text = typeText({ label: L.text(limit), symbols: Array.from(model.get("symbols")), limit,
    ontext: (_, time) => { follow = true; ask(time); } });
  const example = h("select", { onchange: ({ timeStamp }) => {
    if (!example.value) return;
    text.set(example.value);
    follow = true;
    ask(timeStamp);
  } }, ...["", ...model.get("examples")].map((name) => h("option", { value: name, textContent: name || L.none })));
  const network = h("select", { onchange: ({ timeStamp }) => { ask(timeStamp); } },
    ...Object.keys(networks).map((name) => h("option", { value: name, textContent: name })));
  const board = letterBoard({ classes, units, labels: L, onchoose: choose });
  const which = h("output");
  const unitSlider = h("input", { type: "range", min: 0, max: units - 1, value: 0,
    oninput: ({ timeStamp }) => choose(null, unitSlider.valueAsNumber, timeStamp) });
  const heading = h("b"), said = h("p", { className: "sum" });
  const button = (words, onclick) => h("button", { type: "button", textContent: words, onclick });
  const empty = button(L.empty, ({ timeStamp }) =>
    turn({ empty: turned.empty === at ? null : at, silent: [] }, timeStamp));
  const silence = button(L.silence, ({ timeStamp }) => turn({ empty: null, silent: turned.silent.includes(unit)
    ? turned.silent.filter((u) => u !== unit) : [...turned.silent, unit] }, timeStamp));
  const all = button(L.all, ({ timeStamp }) => turn({ empty: null, silent: [] }, timeStamp));
  parts.body.append(text.el, h("div", { className: "line" }, labelled(L.example, example), labelled(L.network, network)),
    board.el, heading, said,
    h("div", { className: "line" }, empty, labelled(L.unit, unitSlider, which), silence, all));

  function turn(values, time) {
    Object.assign(turned, values);
    ask(time);
  }

  function ask(time) {
    serial += 1;
    const letters = text.letters();
    const columns = columnsOf(letters);
    const symbols = letters.flatMap(({ symbol }) => (symbol === null ? [] : [symbol]));
    if (turned.empty !== null && turned.empty >= symbols.length) turned.empty = null;
    if (letters.map(({ char }) => char).join("") !== example.value) example.value = "";
    const name = network.value;
    model.set("text", text.field.value);
    model.set("network", name);
    model.save_changes();
    const knobs = turnedFor(networks[name].knobs, turned, units);
    const part = runs[name].request(symbols, ...knobs);
    if (part) engine.change({ network: name, ...part, columns, serial, turned: { ...turned } }, time);
    else clear();
  }

  function clear() {
    now = null;
    board.draw({ columns: columnsOf(text.letters()), steps: [], shares: [], best: [], winner: 0, moved: [] });
    board.point(null, unit);
    heading.textContent = said.textContent = "";
    parts.summarise(L.nothing);
  }

  function draw(outputs, request) {
    if (request.serial !== undefined && request.serial !== serial) return; // another text by now
    const steps = (request.stored ? own : runs[request.network]).take(outputs, request);
    const shares = steps.map(({ scores }) => softmax(scores));
    const best = verdicts(shares), winner = best.at(-1);
    now = { ...request, steps, shares, best, winner, key: `${request.network} ${request.symbols}`,
      moved: moves(shares, winner, before[request.network]) };
    if (request.turned.empty === null && !request.turned.silent.length) free = now;
    if (follow || at >= steps.length) at = steps.length - 1;
    if (board.draw(now)) board.el.querySelectorAll("button")[at]?.focus();
    inspect();
    parts.summarise(words());
  }

  function choose(step, u, time) {
    if (!now) return;
    at = step ?? at;
    unit = u ?? unit;
    follow = at === now.steps.length - 1;
    inspect();
    parts.summarise(words());
    parts.drawn(parts.figure.dataset.engine === "stored" ? "js" : parts.figure.dataset.engine, time);
  }

  const charAt = (step) => {
    const i = now.columns.findIndex((column) => column.step === step);
    return [visible(now.columns[i].char), i + 1];
  };
  const verdict = ({ shares, best }, t) => [classes[best[t]], percent(shares[t][best[t]])];

  /** All that depends on the chosen letter and unit. */
  function inspect() {
    const { shares, steps, best, winner } = now;
    board.point(at, unit);
    heading.textContent = L.here(...charAt(at));
    const second = shares[at].map((_, k) => k).sort((a, b) => shares[at][b] - shares[at][a])[1];
    const earlier = at ? shares[at - 1] : before[now.network];
    said.textContent = [L.reads(...verdict(now, at), classes[second], percent(shares[at][second])),
      L.moved(classes[best[at]], percent(earlier[best[at]]), percent(shares[at][best[at]])),
      best[at] === winner ? "" : L.moved(classes[winner], percent(earlier[winner]), percent(shares[at][winner])),
      L.state(unit, num(at ? steps[at - 1].next_h[unit] : 0, 2), num(steps[at].next_h[unit], 2))].filter(Boolean).join(" ");
    which.textContent = unitSlider.value = unit;
    empty.ariaPressed = String(turned.empty === at);
    silence.ariaPressed = String(turned.silent.includes(unit));
    all.hidden = turned.empty === null && !turned.silent.length;
  }

  function words() {
    const { columns, best } = now;
    const { empty: emptied, silent } = now.turned;
    const list = turns(best).map((t) => L.turn(...charAt(t), classes[best[t - 1]], classes[best[t]]));
    return L.whole(columns.map(({ char }) => char).join(""), ...verdict(now, best.length - 1))
      + (list.length ? L.turned(list.join(", ")) : L.never)
      + (emptied === null ? "" : L.emptied(...charAt(emptied))) + (silent.length ? L.silenced(silent.join(", ")) : "")
      + (free !== now && free?.key === now.key ? L.free(...verdict(free, best.length - 1)) : "")
      + ` ${heading.textContent} ${said.textContent}`;
  }

  function table() {
    return { head: L.head, rows: (now?.steps ?? []).map((_, t) => [charAt(t)[0], classes[now.best[t]],
      100 * now.shares[t][now.best[t]], 100 * now.shares[t][now.winner], 100 * now.moved[t]]) };
  }

  text.set(model.get("text"));
  network.value = model.get("network");
  example.value = model.get("text");
  const columns = columnsOf(text.letters());
  const own = sequence(networks[network.value], ["scores"]); // of the stored text only
  const start = own.request(columns.flatMap(({ symbol }) => (symbol === null ? [] : [symbol])));
  const engine = live(model, parts, draw, { network: network.value, ...start, columns, turned: { empty: null, silent: [] },
    stored: true });
  return () => { engine.stop(); parts.stop(); };
}

export default { render };
