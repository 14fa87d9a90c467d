// One head's arithmetic at one place, step by step: after map_view.js and
// attention_math.js, before attention.js.

const S = {
  steps: ["1 · query times key", "2 · scale", "3 · softmax", "4 · read the values"],
  group: "Steps of the head's arithmetic",
  later: "The numbers of this layer come with the network: change something, and it runs.",
  asks: (asks, reads) => `What ${asks} asks, its query, meets what ${reads} offers, its key:`,
  query: "query",
  key: "× key",
  product: "= product",
  sum: (d, sum) => `The ${d} products add up to ${sum}.`,
  scaled: (sum, d, factor, score) => `${sum} × 1/√${d} = ${sum} × ${factor} = ${score}.`,
  unscaled: (sum) => `The scale is off: ${sum} stays ${sum}.`,
  even: "The scores of this head are all set to 0, so that it reads all alike.",
  mask: (n) => `It may read itself and what came before, ${n} in all; later characters are masked, with a score of −∞.`,
  head: ["reads", "score", "e to the (score − highest)", "weight"],
  others: (n) => `${n} others`,
  share: (e, sum, w) => `Its weight: ${e} ÷ ${sum} = ${w}.`,
  reads: (n) => `The head reads the ${n} values, each times its weight, and adds them up:`,
  value: (w, who) => `${w} × ${who}`,
  rest: (n) => `+ ${n} others`,
  total: "= the head",
  goes: "These numbers stand beside those of the other heads; the matrix out mixes them, and they are added to the stream.",
  cut: "This head is cut: these numbers are multiplied by 0 and reach nobody.",
};
const ROWS = 6; // characters of the softmax
const COLUMNS = 6; // numbers of a vector beside each other

/** Returns { el, draw(now) }; `now` is explained at `draw`. */
export function stepper() {
  let step = 0;
  let now = null;
  const buttons = S.steps.map((text, i) => h("button", { type: "button", textContent: text,
    onclick: () => { step = i; show(); } }));
  const stage = h("div", { className: "arithmetic" });
  const el = h("div", { className: "inspector" },
    h("div", { className: "line", role: "group", ariaLabel: S.group }, ...buttons), stage);

  function show() {
    buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i === step)));
    stage.replaceChildren(...(now.query ? [ask, scaled, softened, read][step](now) : [h("p", {}, S.later)]));
  }
  return {
    el,
    /**
     * { query (d), keys, values: (d) for each place read, row: weights,
     * asks: place, reads: place, who(place) → words, mode } or, where the
     * layer's numbers are not known yet, { }.
     */
    draw(next) {
      now = next;
      show();
    },
  };
}

/**
 * Vectors under each other, so many columns at a time: `rows` of
 * { name, values, scale }.
 */
function columns(rows) {
  const d = rows[0].values.length;
  const parts = Array.from({ length: Math.ceil(d / COLUMNS) }, (_, i) => i * COLUMNS);
  return h("div", { className: "line top" }, ...parts.map((from) => h("table", { className: "vectors" },
    h("tbody", {}, ...rows.map(({ name, values, scale }) => h("tr", {},
      h("th", { scope: "row" }, name),
      ...Array.from(values.slice(from, from + COLUMNS), (v) =>
        h("td", { style: tint(v, Math.min(0.6, (0.6 * Math.abs(v)) / scale)) }, fixed(v)))))))));
}
const text = (words) => h("p", { className: "sum" }, words);

function ask({ query, keys, asks, reads, who }) {
  const key = keys[reads];
  const { products, sum } = dot(query, key);
  return [
    text(S.asks(who(asks), who(reads))),
    columns([{ name: S.query, values: query, scale: reach(query) },
      { name: S.key, values: key, scale: reach(key) },
      { name: S.product, values: products, scale: reach(products) }]),
    text(S.sum(query.length, num(sum))),
  ];
}

/** The score of each place that is read, as the network has it. */
export function scoresOf({ query, keys, mode }) {
  if (mode === "even") return keys.map(() => 0);
  const factor = mode === "unscaled" ? 1 : query.length ** -0.5;
  return keys.map((key) => factor * dot(query, key).sum);
}

function scaled(now) {
  const { query, keys, reads, mode } = now;
  const { sum } = dot(query, keys[reads]);
  const d = query.length;
  const score = num(scoresOf(now)[reads]);
  if (mode === "even") return [text(S.even)];
  if (mode === "unscaled") return [text(S.unscaled(num(sum)))];
  return [text(S.scaled(num(sum), d, num(d ** -0.5), score))];
}

function softened(now) {
  const { row, keys, reads, who } = now;
  const scores = scoresOf(now);
  const most = Math.max(...scores);
  const e = scores.map((s) => Math.exp(s - most));
  const sum = e.reduce((a, b) => a + b);
  const order = ranked(row);
  const shown = order.slice(0, ROWS);
  if (!shown.includes(reads)) shown.push(reads);
  const rest = order.filter((s) => !shown.includes(s));
  const total = (values) => rest.reduce((a, s) => a + values[s], 0);
  const line = (cells, chosen) => h("tr", { className: chosen ? "chosen" : "" },
    ...cells.map((c) => h("td", {}, typeof c === "number" ? num(c) : c)));
  return [
    text(S.mask(keys.length)),
    h("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: S.steps[2] },
      h("table", {}, h("thead", {}, h("tr", {}, ...S.head.map((c) => h("th", { scope: "col" }, c)))),
        h("tbody", {}, ...shown.map((s) => line([who(s), scores[s], e[s], row[s]], s === reads)),
          ...(rest.length ? [line([S.others(rest.length), "", total(e), total(row)])] : [])))),
    text(S.share(num(e[reads]), num(sum), num(e[reads] / sum))),
  ];
}

function read({ row, values, who, mode }) {
  const order = ranked(row);
  const [shown, rest] = [order.slice(0, 3), order.slice(3)];
  const sum = mixed(row, values);
  const parts = shown.map((s) => ({ name: S.value(num(row[s], 2), who(s)), values: values[s].map((v) => v * row[s]) }));
  if (rest.length) {
    parts.push({ name: S.rest(rest.length), values: mixed(rest.map((s) => row[s]), rest.map((s) => values[s])) });
  }
  const scale = Math.max(reach(sum), ...parts.map((part) => reach(part.values)));
  return [
    text(S.reads(row.length)),
    columns([...parts, { name: S.total, values: sum }].map((part) => ({ ...part, scale }))),
    text(mode === "cut" ? S.cut : S.goes),
  ];
}
