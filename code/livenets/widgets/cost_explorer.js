// cfg, linear: text, as costs.js reads it; side: pixels; batch_norm: bool;
// chosen: int, the layer that is explained; presets: {name: {cfg, linear, side}}

const L = {
  title: "A network as a list.",
  hint: "A number is a convolution with so many 3 × 3 kernels, M a max pool. Choose a list, or edit it; click a layer to see its sums.",
  preset: "List", byHand: "by hand", cfg: "Convolutions and pools", linear: "Linear layers",
  side: "Picture, pixels a side", batchNorm: "batch norm after every convolution",
  grammar: "64 has kernels of 3 × 3; 64k7s2 kernels of 7 × 7 and stride 2, 64g64 64 groups; Mk3s2 pools 3 × 3 with stride 2; A7 averages to 7 × 7.",
  stays: (error) => `${error} Below is still the last list that worked.`,
  columns: { parameters: "parameters", macs: "multiply-adds", values: "memory" },
  layer: "layer", all: (n) => `all ${n} layers`,
  kinds: {
    conv: ({ k, s, groups, channels }) => `${k} × ${k}, ${channels}${s > 1 ? `, stride ${s}` : ""}${groups > 1 ? `, ${groups} groups` : ""}`,
    max: ({ k, s }) => (k === 2 && s === 2 ? "max pool" : `max pool ${k} × ${k}, stride ${s}`),
    mean: () => "average pool",
    linear: ({ channels }) => `linear, ${channels}`,
  },
  shape: ({ kind, channels, side }) => (kind === "linear" ? String(channels) : times([channels, side, side])),
  sees: (n) => `sees ${n}`, seesAll: "sees all",
  share: (number, share) => `${number}, ${share} of all`,
  formulas: {
    conv: (r, bn) => `Weights: ${r.k} · ${r.k} · ${big(r.inputs / r.groups)} · ${big(r.channels)} = ${big(weightsOf(r))}; ${bn ? "biases, and two numbers of the batch norm a channel" : "biases"}: ${big(r.parameters - weightsOf(r))}; together ${big(r.parameters)} parameters. Each of ${r.side} · ${r.side} places uses each weight once: ${big(r.macs)} multiply-adds.`,
    max: () => "No parameters, no multiply-adds: it keeps the largest number of each window.",
    mean: () => "No parameters, and no multiply-adds worth counting: it averages.",
    linear: (r) => `${big(r.inputs)} inputs · ${big(r.channels)} outputs = ${big(r.macs)} weights, and ${big(r.channels)} biases: ${big(r.parameters)} parameters. Each weight is used once: ${big(r.macs)} multiply-adds.`,
  },
  memory: (r) => ` It puts out ${r.side > 1 ? `${big(r.channels)} · ${r.side} · ${r.side} = ` : ""}${big(r.values)} numbers of 4 bytes: ${bytes(r.values)}.`,
  field: (r) => (r.sees === null ? " Every output sees the whole picture." : ` One pixel of it sees ${r.sees} × ${r.sees} pixels of the picture.`),
  explained: (i, name) => `Layer ${i}, ${name}.`,
  said: (name, p, m, v) => `${name}: ${p} parameters, ${m} multiply-adds, ${v} of activations for one picture.`,
  most: (p, i, m, j, half, n) => ` Layer ${i} holds ${p} of the parameters, layer ${j} makes ${m} of the multiply-adds, and the first ${half} of ${n} layers put out half of all numbers.`,
  head: ["layer", "puts out", "sees", "parameters", "multiply-adds", "numbers put out"],
};
const TRAITS = ["cfg", "linear", "side", "batch_norm", "chosen"];
const COLUMNS = Object.keys(L.columns);

/** 1234567 → "1,234,567". */
const big = (n) => n.toLocaleString("en");
const weightsOf = ({ k, inputs, groups, channels }) => k * k * (inputs / groups) * channels;

/** 1849688064 → "1.85 G"; below 1,000 as it is. */
export function short(n) {
  const at = n >= 999.5e6 ? 9 : n >= 999.5e3 ? 6 : n >= 999.5 ? 3 : 0;
  return at ? `${Number((n / 10 ** at).toPrecision(3))} ${{ 3: "k", 6: "M", 9: "G" }[at]}` : big(n);
}

/** Memory of n numbers: "12.8 MB" (1 MB = 1,000,000 bytes). */
export function bytes(n) {
  const text = short(4 * n);
  return `${text}${/\d$/.test(text) ? " " : ""}B`;
}

/** 0.743 → "74 %". */
export const share = (part, all) => `${Number(((100 * part) / (all || 1)).toPrecision(2))} %`;

/** How many of the first layers hold half of `values`. */
export function half(values) {
  const all = values.reduce((a, b) => a + b, 0);
  let held = 0;
  return 1 + values.findIndex((v) => (held += v) >= all / 2);
}

/** A list without brackets, quotes and case, to compare lists by. */
const spelt = ({ cfg, linear, side }) =>
  [...wordsOf(cfg), ...wordsOf(`/ ${linear}`), side].join(" ").toLowerCase();

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const presets = get("presets");
  const parts = shell(el, { widget: "cost-explorer", title: L.title, hint: L.hint, table });
  const { change, start } = calculates(model, parts, TRAITS, () => draw());
  let rows = [];
  let mine = null; // the reader's own list, while a preset is shown

  const edited = ({ timeStamp }) => take(timeStamp);
  const words = { spellcheck: false, autocomplete: "off", oninput: edited };
  const cfg = h("textarea", { className: "cfg", rows: 2, ...words });
  const linear = h("input", { type: "text", className: "linear", ...words });
  const side = h("input", { type: "number", min: 1, max: 1024, oninput: edited });
  const norm = h("input", { type: "checkbox", onchange: edited });
  const preset = h("select", { onchange: ({ timeStamp }) => choose(preset.value, timeStamp) },
    ...[...Object.keys(presets), ""].map((name) =>
      h("option", { value: name, textContent: name || L.byHand, disabled: !name })));
  const own = preset.options[preset.options.length - 1];
  const chart = h("table", { className: "bars" });
  const sums = h("p", { className: "sums", role: "status" });
  parts.body.append(
    h("div", { className: "line" }, labelled(L.preset, preset), labelled(L.side, side),
      h("label", {}, norm, h("span", {}, L.batchNorm))),
    h("label", { className: "long" }, h("span", {}, L.cfg), cfg),
    h("label", { className: "long" }, h("span", {}, L.linear), linear),
    sums, chart, h("small", { className: "grammar" }, L.grammar));

  const nameOf = (now) => Object.keys(presets).find((name) =>
    spelt(presets[name]) === spelt(now)) ?? "";

  /** A list from the menu; one made by hand is kept there. */
  function choose(name, time) {
    const next = name ? presets[name] : mine;
    [cfg.value, linear.value, side.value] = [next.cfg, next.linear, next.side];
    take(time);
  }

  /** What the boxes say, if it is a network; else one sentence. */
  function take(time) {
    const now = { cfg: cfg.value, linear: linear.value, side: side.value === "" ? NaN : Number(side.value) };
    const { error } = costs(now);
    for (const box of [cfg, linear, side]) {
      if (error) box.setAttribute("aria-invalid", "true");
      else box.removeAttribute("aria-invalid");
    }
    parts.say(error ? L.stays(error) : "");
    if (error) return;
    if (!nameOf(now)) mine = now;
    change({ ...now, batch_norm: norm.checked }, time);
  }

  function draw() {
    const now = { cfg: get("cfg"), linear: get("linear"), side: get("side") };
    for (const [box, value] of [[cfg, now.cfg], [linear, now.linear], [side, String(now.side)]]) {
      if (box.value !== value && !box.hasAttribute("aria-invalid")) box.value = value;
    }
    norm.checked = get("batch_norm");
    own.disabled = !mine;
    preset.value = nameOf(now);
    rows = costs({ ...now, batchNorm: norm.checked }).rows;
    const totals = COLUMNS.map((column) => rows.reduce((sum, row) => sum + row[column], 0));
    const convs = rows.filter(({ kind }) => kind === "conv").map(({ k, channels }) => (k === 3 ? channels : `${channels}k${k}`));
    parts.tell({ parameters: totals[0], macs: totals[1], convolutions: convs.join(" "), side: now.side });
    bars(totals);
    explain();
    const top = (column) => rows.reduce((best, row, i) => (row[column] > rows[best][column] ? i : best), 0);
    const [p, m] = [top("parameters"), top("macs")];
    parts.summarise(L.said(preset.value || L.byHand, big(totals[0]), short(totals[1]), bytes(totals[2]))
      + L.most(share(rows[p].parameters, totals[0]), p + 1, share(rows[m].macs, totals[1]), m + 1,
        half(rows.map((row) => row.values)), rows.length));
  }

  const written = (column, n) => (column === "values" ? bytes(n) : short(n));

  function bars(totals) {
    const most = COLUMNS.map((column) => Math.max(1, ...rows.map((row) => row[column])));
    const head = h("tr", {}, h("th", { scope: "col" }, L.layer),
      ...Object.values(L.columns).map((name) => h("th", { scope: "col" }, name)));
    const total = h("tr", { className: "total" }, h("th", { scope: "row" }, L.all(rows.length)),
      ...COLUMNS.map((column, c) => h("td", {}, written(column, totals[c]))));
    const focused = [...chart.querySelectorAll("button")].indexOf(document.activeElement);
    chart.replaceChildren(h("thead", {}, head, total), h("tbody", {}, ...rows.map((row, i) =>
      h("tr", {}, h("th", { scope: "row" },
        h("button", { type: "button", onclick: ({ timeStamp }) => change({ chosen: i }, timeStamp) },
          `${i + 1}: ${L.kinds[row.kind](row)}`),
        h("small", {}, h("span", {}, L.shape(row)), " · ", h("span", {}, row.sees === null ? L.seesAll : L.sees(row.sees)))),
      ...COLUMNS.map((column, c) => h("td",
        { className: column, title: L.share(big(row[column]), share(row[column], totals[c])) },
        h("i", { hidden: !row[column], style: { width: `calc((100% - var(--room)) * ${row[column] / most[c]})` } }),
        h("span", {}, written(column, row[column]))))))));
    chart.querySelectorAll("button")[focused]?.focus();
  }

  function explain() {
    const i = Math.min(get("chosen"), rows.length - 1);
    const row = rows[i];
    chart.querySelectorAll("button").forEach((button, j) => { button.ariaPressed = String(i === j); });
    sums.textContent = `${L.explained(i + 1, L.kinds[row.kind](row))} `
      + L.formulas[row.kind](row, norm.checked) + L.memory(row) + L.field(row);
  }

  function table() {
    return { head: L.head, rows: rows.map((row, i) => [`${i + 1}: ${L.kinds[row.kind](row)}`, L.shape(row),
      row.sees === null ? L.seesAll : row.sees, ...COLUMNS.map((column) => big(row[column]))]) };
  }

  const stop = start();
  return () => { stop(); parts.stop(); };
}

export default { render };
