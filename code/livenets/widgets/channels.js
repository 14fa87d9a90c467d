// names, pictures, selected, own: as in pick_picture.js; weight:
// number[c_out][3][k][k], bias: number[c_out], chosen, row, col: int;
// recipes: {name: {mix: number[3], kernel: number[][]}}

const L = {
  title: "Three channels in, as many out as you like.",
  hint: "Every output channel has a slice of weights for each input channel, and one bias. All can be typed over; drag on a map to look at another pixel.",
  into: ["red", "green", "blue"],
  size: "kernel size k", count: "output channels", recipe: (k) => `Channel ${k} looks for`, byHand: "by hand",
  parameters: (o, k, all) => `weights and biases: c_out · (c_in · k² + 1) = ${o} · (3 · ${k}² + 1) = ${all}`,
  slice: (name) => `${name} slice`, weight: (name) => (r, c) => `${name} weight in row ${r}, column ${c}`,
  channel: (name) => name, partial: (name, c) => `${c ? "+ " : ""}${name} ⋆ slice`,
  partialKeys: (name) => `The ${name} channel under its slice. Arrow keys move the chosen pixel.`,
  sum: (k) => `Sum of the three + bias = channel ${k}`, bias: "bias",
  sumKeys: "The chosen output channel. Arrow keys move the chosen pixel.",
  out: (n) => (n === 1 ? "The only output channel" : `All ${n} output channels, each drawn on its own scale: choose one`),
  at: (r, c) => `At row ${r}, column ${c}:`,
  terms: (sums, bias, v) => `${sums} + bias ${bias} = ${v}`,
  more: "more channels than before", fewer: "fewer channels than before", same: "as many channels as before",
  said: (name, n, how, k) => `${name}: 3 channels in, ${n} out, ${how}, kernel ${k} × ${k}.`,
  rank: (n, r) => ` Of the ${n} maps at most ${r} are new; the rest are mixtures of these.`,
  pixel: (k, r, c, text) => ` Channel ${k} in row ${r}, column ${c}: ${text}.`,
  head: ["channel", "row", "column", "pixel", "weight", "product"],
};
const TRAITS = ["selected", "own", "weight", "bias", "chosen", "row", "col"];
const MOST = 8;

/** One of the interleaved channels, in [0, 1]. */
export function channelOf(rgb, c) {
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, i) => rgb[3 * i + c] / 255);
  return { values, h: SIDE, w: SIDE };
}

/** [{values}] + bias → {values}. */
export function addMaps(maps, bias) {
  const values = Float32Array.from(maps[0].values, (_, i) =>
    maps.reduce((sum, map) => sum + map.values[i], bias));
  return { ...maps[0], values };
}

/** All maps one after the other, each in [−1, 1] on its own scale. */
export function sheetOf(maps) {
  return Float32Array.from(maps.flatMap(({ values }) => {
    const most = reach(values);
    return Array.from(values, (v) => v / most);
  }));
}

/** How many rows are no mixture of the others (Gauss). */
export function rank(vectors) {
  const left = vectors.map((row) => Array.from(row));
  const tiny = 1e-9 * reach(left.flat());
  let found = 0;
  for (let c = 0; c < left[0].length && found < left.length; c++) {
    const at = left.reduce((best, row, i) =>
      (i >= found && Math.abs(row[c]) > Math.abs(left[best][c]) ? i : best), found);
    if (Math.abs(left[at][c]) <= tiny) continue;
    [left[found], left[at]] = [left[at], left[found]];
    for (let i = found + 1; i < left.length; i++) {
      const f = left[i][c] / left[found][c];
      left[i] = left[i].map((v, j) => v - f * left[found][j]);
    }
    found += 1;
  }
  return found;
}

/** A recipe's three k×k slices; null where its kernel is larger than k. */
export function slices({ mix, kernel }, k) {
  if (kernel.length > k) return null;
  const flat = resized(Float32Array.from(kernel.flat()), k);
  return mix.map((share) => rows(flat.map((v) => v * share)));
}

/** Weights for n channels of k×k: what is there, cut or grown, then recipes. */
export function refitted(weight, recipes, n, k) {
  const fresh = recipes.map((recipe) => slices(recipe, k)).filter(Boolean);
  const known = (three) => JSON.stringify(three);
  const out = weight.slice(0, n).map((three) =>
    three.map((s) => rows(resized(Float32Array.from(s.flat()), k))));
  for (let i = 0; i < n; i++) {
    if (out[i]?.flat(2).some((v) => v !== 0)) continue;
    const used = new Set(out.filter(Boolean).map(known));
    out[i] = fresh.find((three) => !used.has(known(three))) ?? fresh[i % fresh.length];
  }
  return out;
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const recipes = get("recipes");
  const parts = shell(el, { widget: "channels", title: L.title, hint: L.hint, table });
  const { change, start } = calculates(model, parts, TRAITS, () => draw());
  let now;
  let thumbs = null;

  const limit = (v) => Math.max(0, Math.min(SIDE - 1, v));
  const place = (r, c, time) => change({ row: limit(r), col: limit(c) }, time);
  const onstep = (dr, dc, time) => place(get("row") + dr, get("col") + dc, time);
  const settle = (n, k, time) => change({
    weight: refitted(get("weight"), Object.values(recipes), n, k),
    bias: Array.from({ length: n }, (_, i) => get("bias")[i] ?? 0),
    chosen: Math.min(get("chosen"), n - 1) }, time);

  const drop = h("div", { className: "trio" });
  const picker = pickPicture(model, { change, drop });
  const size = h("select", { onchange: ({ timeStamp }) => settle(get("weight").length, Number(size.value), timeStamp) },
    ...[1, 3].map((k) => h("option", { value: k, textContent: `${k} × ${k}` })));
  const many = h("output");
  const count = h("input", { type: "range", min: 1, max: MOST,
    oninput: ({ timeStamp }) => settle(count.valueAsNumber, now.k, timeStamp) });
  const parameters = h("p", { className: "formula" });
  const recipeName = h("span");
  const recipe = h("select", { onchange: ({ timeStamp }) => recipe.value
    && edit((three) => three.splice(0, 3, ...slices(recipes[recipe.value], now.k)), timeStamp) });
  const edit = (act, time) => {
    const weight = structuredClone(get("weight"));
    act(weight[now.o]);
    change({ weight }, time);
  };
  const three = L.into.map((name, c) => {
    const from = mapView({ label: L.channel(name) });
    const editor = kernelEditor({ caption: L.slice(name), name: L.weight(name),
      onedit: (values, time) => edit((s) => { s[c] = rows(values); }, time) });
    const to = mapView({ label: L.partialKeys(name), onplace: place, onstep });
    drop.append(h("div", {}, named(L.channel(name), from.el).el, editor.el, named(L.partial(name, c), to.el).el));
    return { from, editor, to };
  });
  const bias = h("input", { type: "number", step: "any", oninput: ({ timeStamp }) =>
    Number.isFinite(bias.valueAsNumber)
      && change({ bias: get("bias").map((b, i) => (i === now.o ? bias.valueAsNumber : b)) }, timeStamp) });
  const total = mapView({ label: L.sumKeys, onplace: place, onstep });
  const totalBox = named("", total.el);
  const where = h("p", { className: "sum" });
  const terms = h("p", { className: "sum" });
  const all = h("div");
  parts.body.append(picker.el,
    h("div", { className: "line" }, labelled(L.size, size), labelled(L.count, count, many)),
    parameters, all,
    h("div", { className: "line" }, h("label", {}, recipeName, recipe), labelled(L.bias, bias)),
    drop,
    h("div", { className: "line top maps-line" }, totalBox.el, h("div", { className: "beside" }, where, terms)));

  /** Maps of every output channel, and the three parts of the chosen one. */
  function compute() {
    const weight = get("weight");
    const k = weight[0][0].length;
    const steps = { stride: 1, padding: (k - 1) / 2, dilation: 1 };
    const rgb = picker.rgb();
    const inputs = L.into.map((_, c) => channelOf(rgb, c));
    const partials = weight.map((s) => s.map((slice, c) => convolve(inputs[c], slice.flat(), steps)));
    const maps = partials.map((p, i) => addMaps(p, get("bias")[i]));
    return { weight, k, steps, inputs, partials, maps, o: get("chosen"), at: get("row") * SIDE + get("col") };
  }

  function draw() {
    picker.sync();
    now = compute();
    const { weight, k, inputs, partials, maps, o, at } = now;
    const n = weight.length;
    Object.assign(size, { value: k });
    count.value = many.textContent = n;
    parameters.textContent = L.parameters(n, k, n * (3 * k * k + 1));
    if (bias !== document.activeElement) bias.value = get("bias")[o];
    drawThumbs(n, maps, o);
    recipeName.textContent = L.recipe(o);
    const fit = Object.keys(recipes).filter((name) => slices(recipes[name], k));
    recipe.replaceChildren(...["", ...fit].map((name) => h("option", { value: name, textContent: name || L.byHand })));
    recipe.value = fit.find((name) => slices(recipes[name], k).flat(2).join() === weight[o].flat(2).join()) ?? "";
    const mark = { row: get("row"), col: get("col"), h: 1, w: 1, kind: "window" };
    const reached = Math.max(...partials[o].map((p) => reach(p.values)));
    three.forEach(({ from, editor, to }, c) => {
      from.draw({ pixels: tinted(inputs[c].values, c), h: SIDE, w: SIDE,
        marks: [{ ...mark, row: mark.row - (k - 1) / 2, col: mark.col - (k - 1) / 2, h: k, w: k }] });
      editor.draw(weight[o][c].flat());
      to.draw({ pixels: signedPixels(partials[o][c].values, reached), h: SIDE, w: SIDE, marks: [mark] });
    });
    total.draw({ pixels: signedPixels(maps[o].values, reach(maps[o].values)), h: SIDE, w: SIDE, marks: [mark] });
    totalBox.words.textContent = L.sum(o);
    const text = L.terms(added(partials[o].map((p) => p.values[at]), 3), num(get("bias")[o]), num(maps[o].values[at]));
    where.textContent = L.at(mark.row, mark.col);
    terms.textContent = text;
    const how = n > 3 ? L.more : n < 3 ? L.fewer : L.same;
    const fresh = rank(weight.map((s) => s.flat(2)));
    const name = get("selected") === "own" ? PICK.own : get("selected");
    parts.summarise(L.said(name, n, how, k) + (fresh < n ? L.rank(n, fresh) : "") + L.pixel(o, mark.row, mark.col, text));
  }

  function drawThumbs(n, maps, o) {
    if (thumbs?.n !== n) {
      const row = mapRow({ label: L.out(n), channels: n, h: SIDE, w: SIDE, side: 78,
        onpick: (k, r, c) => change({ chosen: k, row: r, col: c }, performance.now()) });
      thumbs = { n, row };
      all.replaceChildren(row.el);
    }
    thumbs.row.draw(sheetOf(maps), 1, L.out(n));
    [...all.querySelectorAll("button")].forEach((button, k) => { button.ariaPressed = String(k === o); });
  }

  function table() {
    const { weight, o, inputs, k, steps } = now;
    return { head: L.head, rows: L.into.flatMap((name, c) =>
      seen(inputs[c], k, steps, get("row"), get("col")).map((tap, i) => {
        const w = weight[o][c].flat()[i];
        return [name, `${tap.row}`, `${tap.col}`, tap.value, w, tap.value * w];
      })) };
  }

  const stop = start();
  return () => { stop(); parts.stop(); };
}

export default { render };
