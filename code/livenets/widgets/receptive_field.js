// photo: uint8 RGB 64×64; layers: {kind, kernel, stride, dilation}[];
// row, col: int, the output pixel; presets: {name: layers}

const L = {
  title: "What one pixel of the last map sees.",
  hint: "Stack layers; point at a dot of the top row, or focus a picture and press the arrow keys, to choose the output pixel.",
  preset: "Stack", byHand: "by hand", add: "Add a layer", remove: (i) => `Remove layer ${i}`,
  kinds: { conv: "convolution", max: "max pool", mean: "average pool" },
  kind: (i) => `What layer ${i} is`, kernel: "k", stride: "s", dilation: "d",
  of: (what, i) => `${what} of layer ${i}`,
  grows: (n, before, d, k, jump, seen) => `${n} × ${n}, sees ${before} + ${d}·(${k} − 1)·${jump} = ${seen}`,
  misfit: (i, span, room) => `Layer ${i} spans ${span} pixels, but the map before it has ${room} a side: remove a layer, or take a smaller kernel or stride.`,
  seen: (r) => `What it sees: ${r} × ${r} pixels`,
  cut: (h, w, r) => `What it sees: ${h} × ${w} pixels (${r} × ${r}, cut at the border)`,
  strong: "How strongly: paths to each pixel",
  seenKeys: "Picture: lit where the output pixel sees it. Arrow keys choose the output pixel.",
  strongKeys: "Number of paths from each input pixel. Arrow keys choose the output pixel.",
  diagram: "One row of dots a layer, the picture at the bottom; lit are the dots that reach the chosen output pixel. Left and right arrow choose it.",
  said: (n, r, jump) => `${n} ${n === 1 ? "layer" : "layers"}: one output pixel can see ${r} × ${r} pixels, and its neighbour looks ${jump} further on.`,
  strength: (at, most, corner, part, r) => ` For ${at}, ${most} ${most === "1" ? "path leads" : "paths lead"} to the pixel that has most and ${corner} to the corner.`
    + (part < r ? ` The middle ${part} × ${part} of these have 90 % of all paths.` : ""),
  pixel: (r, c) => `row ${r}, column ${c}`,
  head: ["layer", "k", "s", "d", "map", "sees", "one step is"],
};
const TRAITS = ["layers", "row", "col"];
const LIMITS = { kernel: [1, 2, 3, 4, 5, 7, 9, 11], stride: [1, 2, 3, 4], dilation: [1, 2, 4, 8] };
const MOST = 8;
const WIDE = 640; // of the diagram, in its own units
const TALL = 44;

/** A stack as one text, to compare stacks by. */
const spelt = (layers) => layers.map(({ kind, kernel, stride, dilation }) =>
  [kind, kernel, stride, dilation].join()).join(";");

/** What every layer makes of n pixels: {n, seen, jump, start, padding}[]. */
export function grow(layers, n) {
  const out = [{ n, seen: 1, jump: 1, start: 0, padding: 0 }];
  for (const { kind, kernel: k, stride: s, dilation } of layers) {
    const d = kind === "mean" ? 1 : dilation;
    const { n: m, seen: r, jump, start } = out.at(-1);
    // a convolution keeps the size, as most networks do; pooling pads nothing
    const padding = kind === "conv" ? Math.floor((d * (k - 1)) / 2) : 0;
    out.push({ n: outputSize(m, k, { stride: s, padding, dilation: d }), padding,
      k, d, s, seen: r + d * (k - 1) * jump, jump: jump * s,
      start: start + (d * (k - 1) / 2 - padding) * jump });
  }
  return out;
}

/** Along one side: paths from output `at` to every node, layer by layer. */
export function paths(layers, n, at) {
  const sizes = grow(layers, n);
  const counts = sizes.map((size) => new Float64Array(Math.max(0, size.n)));
  counts.at(-1)[at] = 1;
  for (let l = sizes.length - 1; l > 0; l--) {
    const { k, d, s, padding } = sizes[l];
    counts[l].forEach((ways, j) => {
      if (ways === 0) return;
      for (let t = 0; t < k; t++) {
        const i = j * s - padding + t * d;
        if (i >= 0 && i < counts[l - 1].length) counts[l - 1][i] += ways;
      }
    });
  }
  return counts;
}

/** First and last index that is not 0. */
export function extent(counts) {
  const lit = Array.from(counts.keys()).filter((i) => counts[i] > 0);
  return [lit[0], lit.at(-1)];
}

/** The most paths that any pixel has, as text. */
const whole = (down, along) => (Math.max(...down) * Math.max(...along)).toLocaleString("en");

/** Pixels of the middle that hold `share` of all, trimmed from both ends. */
export function core(counts, share) {
  let [first, last] = extent(counts);
  const all = counts.reduce((a, b) => a + b);
  let held = all;
  while (last - first > 1 && held - counts[first] - counts[last] >= share * all) {
    held -= counts[first] + counts[last];
    first += 1;
    last -= 1;
  }
  return last - first + 1;
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const presets = get("presets");
  const photo = octets(get("photo"));
  const parts = shell(el, { widget: "receptive-field", title: L.title, hint: L.hint, table });
  const { change, start } = calculates(model, parts, TRAITS, () => draw());
  let now;

  /** `row` and `col` in the middle of what these layers put out. */
  function stack(layers, time) {
    const { n } = grow(layers, SIDE).at(-1);
    const middle = Math.max(0, Math.floor(n / 2));
    change({ layers, row: middle, col: middle }, time);
  }
  const limit = (v) => Math.max(0, Math.min(now.last.n - 1, Math.round(v)));
  const choose = (r, c, time) => {
    if (!now.fits || (limit(r) === now.row && limit(c) === now.col)) return;
    change({ row: limit(r), col: limit(c) }, time);
  };
  const at = (pixel) => (pixel - now.last.start) / now.last.jump;
  const onplace = (r, c, time) => now.fits && choose(at(r), at(c), time);
  const onstep = (dr, dc, time) => now.fits && choose(now.row + dr, now.col + dc, time);

  const preset = h("select", { onchange: ({ timeStamp }) => preset.value && stack(presets[preset.value], timeStamp) },
    ...["", ...Object.keys(presets)].map((name) => h("option", { value: name, textContent: name || L.byHand })));
  const add = h("button", { type: "button", textContent: L.add, onclick: ({ timeStamp }) =>
    stack([...get("layers"), { kind: "conv", kernel: 3, stride: 1, dilation: 1 }], timeStamp) });
  const list = h("ol", { className: "stack" });
  const diagram = svg("svg", { class: "wires", role: "application", tabindex: 0, "aria-label": L.diagram });
  const left = mapView({ label: L.seenKeys, onplace, onstep });
  const right = mapView({ label: L.strongKeys, onplace, onstep });
  const [seenBox, strongBox] = [named("", left.el), named(L.strong, right.el)];
  parts.body.append(h("div", { className: "line" }, labelled(L.preset, preset), add), list, diagram,
    h("div", { className: "line maps-line top" }, seenBox.el, strongBox.el));
  diagram.onpointermove = diagram.onpointerdown = (event) => {
    const box = diagram.getBoundingClientRect();
    const pixel = ((event.clientX - box.left) / box.width) * SIDE - 0.5;
    if (now.fits) choose(now.row, at(pixel), event.timeStamp);
  };
  diagram.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    onstep(0, step, event.timeStamp);
  };

  /** The controls of one layer; they stay while the number of layers does. */
  function item(i) {
    const set = (values, time) => stack(get("layers").map((layer, j) => (j === i ? { ...layer, ...values } : layer)), time);
    const kind = h("select", { ariaLabel: L.kind(i + 1), onchange: ({ timeStamp }) =>
      set({ kind: kind.value, ...(kind.value === "conv" ? {} : { kernel: 2, stride: 2, dilation: 1 }) }, timeStamp) },
    ...Object.entries(L.kinds).map(([value, textContent]) => h("option", { value, textContent })));
    const numbers = Object.entries(LIMITS).map(([trait, values]) => {
      const select = h("select", { ariaLabel: L.of(L[trait], i + 1),
        onchange: ({ timeStamp }) => set({ [trait]: Number(select.value) }, timeStamp) },
      ...values.map((v) => h("option", { value: v, textContent: v })));
      return [trait, select];
    });
    const remove = h("button", { type: "button", textContent: "×", ariaLabel: L.remove(i + 1),
      onclick: ({ timeStamp }) => stack(get("layers").filter((_, j) => j !== i), timeStamp) });
    const words = h("span");
    const row = h("li", {}, kind, ...numbers.map(([trait, select]) => labelled(L[trait], select)), remove, words);
    return { row, sync(layer, text, only) {
      kind.value = layer.kind;
      for (const [trait, select] of numbers) select.value = layer[trait];
      numbers[2][1].disabled = layer.kind === "mean";
      remove.disabled = only;
      words.textContent = text;
    } };
  }

  let items = [];
  function draw() {
    const layers = get("layers");
    const sizes = grow(layers, SIDE);
    const broken = sizes.findIndex((size) => size.n < 1);
    const last = sizes.at(-1);
    now = { layers, sizes, last, fits: broken < 0 };
    if (items.length !== layers.length) {
      items = layers.map((_, i) => item(i));
      list.replaceChildren(...items.map(({ row }) => row));
    }
    layers.forEach((layer, i) => {
      const size = sizes[i + 1];
      items[i].sync(layer, broken >= 0 && i + 1 >= broken ? ""
        : L.grows(size.n, sizes[i].seen, size.d, size.k, sizes[i].jump, size.seen), layers.length === 1);
    });
    add.disabled = layers.length >= MOST;
    preset.value = Object.keys(presets).find((name) => spelt(presets[name]) === spelt(layers)) ?? "";
    for (const part of [diagram, seenBox.el, strongBox.el]) part.toggleAttribute("hidden", broken >= 0);
    if (broken >= 0) {
      const { k, d } = sizes[broken];
      const text = L.misfit(broken, d * (k - 1) + 1, sizes[broken - 1].n);
      parts.say(text);
      parts.summarise(text);
      return;
    }
    parts.say("");
    now.row = limit(get("row"));
    now.col = limit(get("col"));
    const down = paths(layers, SIDE, now.row)[0];
    const along = paths(layers, SIDE, now.col);
    wires(sizes, along);
    maps(down, along[0]);
  }

  function wires(sizes, along) {
    const unit = WIDE / SIDE;
    const height = TALL * (sizes.length - 1) + 2 * unit;
    const x = (l, j) => (sizes[l].start + j * sizes[l].jump + 0.5) * unit;
    const y = (l) => height - unit - l * TALL;
    const lines = [];
    const dots = [];
    along.forEach((counts, l) => counts.forEach((ways, j) => {
      dots.push(svg("circle", { cx: x(l, j), cy: y(l), r: ways ? 4 : 2.4, class: ways ? "lit" : "dim" }));
      if (!ways || l === 0) return;
      const { k, d, s, padding } = sizes[l];
      for (let t = 0; t < k; t++) {
        const i = j * s - padding + t * d;
        if (i < 0 || i >= along[l - 1].length) continue;
        lines.push(svg("line", { x1: x(l, j), y1: y(l), x2: x(l - 1, i), y2: y(l - 1),
          "stroke-opacity": Math.max(0.15, ways / Math.max(...counts)) }));
      }
    }));
    diagram.setAttribute("viewBox", `0 0 ${WIDE} ${height}`);
    diagram.replaceChildren(...lines, ...dots);
  }

  function maps(down, along) {
    const [[top, bottom], [first, end]] = [extent(down), extent(along)];
    const [high, wide] = [bottom - top + 1, end - first + 1];
    const { seen: r, jump } = now.last;
    const pixels = new Uint8ClampedArray(4 * SIDE * SIDE);
    const ways = new Float32Array(SIDE * SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [row, col] = [Math.floor(i / SIDE), i % SIDE];
      ways[i] = down[row] * along[col];
      pixels.set(photo.subarray(3 * i, 3 * i + 3), 4 * i);
      pixels[4 * i + 3] = ways[i] ? 255 : 70;
    }
    const mark = { row: top, col: first, h: high, w: wide, kind: "window" };
    left.draw({ pixels, h: SIDE, w: SIDE, marks: [mark] });
    right.draw({ pixels: signedPixels(ways, reach(ways)), h: SIDE, w: SIDE, marks: [mark] });
    seenBox.words.textContent = high === r && wide === r ? L.seen(r) : L.cut(high, wide, r);
    const corner = down[top] * along[first];
    parts.summarise(L.said(now.layers.length, r, jump) + L.strength(L.pixel(now.row, now.col),
      whole(down, along), corner.toLocaleString("en"), core(along, Math.sqrt(0.9)), wide));
  }

  function table() {
    return { head: L.head, rows: now.layers.map((layer, i) => {
      const { n, seen, jump, k, s, d } = now.sizes[i + 1];
      return [`${i + 1}: ${L.kinds[layer.kind]}`, k, s, d, n, seen, jump];
    }) };
  }

  const stop = start();
  return () => { stop(); parts.stop(); };
}

export default { render };
