// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// layers, classes: string[], kernels: float32, sizes: int[], layer, side: int

const L = {
  title: "One filter a channel.",
  hint: "Every tile is one channel: above its only kernel, below the map that this kernel makes. Click a tile to set its kernel to 0, click again to bring it back.",
  layer: "Layer", order: "in the order of", byChannel: "channels", bySize: "size, the smallest first",
  more: (n) => `Show all ${n} channels`, fewer: "Show fewer",
  tile: (c, share, off) => `Channel ${c}, largest weight ${share} of the layer's largest${off ? ", set to 0" : ""}`,
  below: "Set to 0 all kernels of this layer below", ofLargest: (p) => `${p} % of its largest weight`,
  back: "Bring all kernels back",
  kernel: (c) => `kernel of channel ${c}`, map: (c, w, h) => `Its map, ${w} × ${h}`,
  about: (low, high) => `From ${low} to ${high}, before batch norm.`,
  said: (name, layer, n, least, empty) => `${name}, ${layer}: ${n} kernels; the smallest one's largest weight is ${least} of the layer's, and ${empty} are empty (below 1 %).`,
  reads: (a, p, b, q) => ` The network reads: ${a} (${p}); its second guess is ${b} (${q}).`,
  blank: (n) => (n === 1 ? " One map is 0 everywhere." : ` ${n} maps are 0 everywhere.`),
  cut: (n, all) => ` ${n} of the network's ${all} kernels are set to 0.`,
  head: ["channel", "largest weight", "% of the layer's largest", "lowest of its map", "highest", "set to 0"],
  yes: "yes", no: "no",
};
const FEW = 32;

/** Each kernel's largest |weight|, and as a share of the largest of all. */
export function kernelSizes(kernels, k) {
  const n = k * k;
  const largest = Array.from({ length: kernels.length / n }, (_, c) => reach(kernels.subarray(c * n, c * n + n)));
  const most = Math.max(...largest);
  return largest.map((size) => ({ size, share: size / most }));
}

/** Layers' kernels, each a part of `all`: `counts` channels of `sizes` pixels a side. */
export function layersOf(all, counts, sizes) {
  let at = 0;
  return counts.map((n, i) => all.subarray(at, (at += n * sizes[i] ** 2)));
}

function render({ model, el }) {
  const [layers, classes, sizes, side] = ["layers", "classes", "sizes", "side"].map((t) => model.get(t));
  const shapes = layers.map((name) => model.get("networks").network.outputs[name].slice(1));
  const kernels = layersOf(floats(model.get("kernels")), shapes.map(([n]) => n), sizes);
  const ranks = kernels.map((all, i) => kernelSizes(all, sizes[i]));
  const on = shapes.map(([n]) => Array(n).fill(1));
  let [now, at, chosen, tiles, shape] = [null, 0, 0, [], ""];

  const parts = shell(el, { widget: "depthwise-kernels", title: L.title, hint: L.hint, table });
  const change = (values, time) => {
    setTraits(model, values);
    ask(time);
  };
  const option = (value, textContent) => h("option", { value, textContent });
  const stage = h("div", { className: "line top" });
  const picker = pickPicture(model, { parts, change, drop: stage });
  const input = h("canvas", { className: "seen", role: "img", ariaLabel: PICK.picture });
  const scores = scoreBars(classes);
  const layer = h("select", { className: "wide-select", onchange: ({ timeStamp }) => change({ layer: Number(layer.value) }, timeStamp) },
    ...layers.map((name, i) => option(i, `${name} (${shapes[i][0]})`)));
  const order = h("select", { onchange: () => { shape = ""; draw(now, { inputs: now.inputs }); } },
    option("channel", L.byChannel), option("size", L.bySize));
  const grid = h("div", { className: "kernel-tiles some", role: "group" });
  const more = h("button", { type: "button", onclick: () => {
    grid.classList.toggle("some");
    words();
  } });
  const below = h("input", { type: "range", min: 0, max: 60, step: 1, value: 0, oninput: ({ timeStamp }) => {
    on[at] = ranks[at].map(({ share }) => (100 * share < below.valueAsNumber ? 0 : 1));
    ask(timeStamp);
  } });
  const percentage = h("output");
  const back = h("button", { type: "button", textContent: L.back, onclick: ({ timeStamp }) => {
    on.forEach((row) => row.fill(1));
    below.value = 0;
    ask(timeStamp);
  } });
  const numbers = h("div");
  const large = mapView({ label: "" });
  const opened = named("", large.el);
  const about = h("p");
  stage.append(input, h("div", { className: "side" }, scores.el));
  parts.body.append(picker.el, stage,
    h("div", { className: "line" }, labelled(L.layer, layer), labelled(L.order, order)), grid, more,
    h("div", { className: "line" }, labelled(L.below, below, percentage), back),
    h("div", { className: "line top inspector" }, numbers, opened.el, h("div", { className: "side" }, about)));

  function ask(time) {
    picker.sync();
    const knobs = Object.fromEntries(layers.map((name, i) => [name, [[...on[i]], 0]]));
    engine.change({ network: "network", inputs: { input: planes(picker.rgb(), side) },
      knobs, watch: [layers[model.get("layer")], "output"] }, time);
  }

  function build() {
    const [, high, wide] = shapes[at];
    const k = sizes[at];
    const all = ranks[at].map((_, c) => c);
    if (order.value === "size") all.sort((a, b) => ranks[at][a].size - ranks[at][b].size);
    const most = reach(kernels[at]);
    tiles = all.map((c, i) => {
      const [kernel, map] = [h("canvas", { className: "kernel" }), h("canvas")];
      put(kernel, signedPixels(kernels[at].subarray(c * k * k, (c + 1) * k * k), most), k, k);
      map.style.aspectRatio = `${wide} / ${high}`;
      const button = h("button", { type: "button", className: "map", tabIndex: i ? -1 : 0, onclick: ({ timeStamp }) => {
        on[at][c] = 1 - on[at][c];
        look(c);
        ask(timeStamp);
      }, onfocus: () => look(c), onpointerenter: () => look(c) }, kernel, map);
      return { c, map, button };
    });
    grid.replaceChildren(...tiles.map(({ button }) => button));
    grid.ariaLabel = layers[at];
    chosen = all[0];
  }
  grid.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const from = tiles.findIndex(({ button }) => button === event.target);
    if (!step || from < 0) return;
    event.preventDefault();
    const seen = grid.classList.contains("some") ? Math.min(FEW, tiles.length) : tiles.length;
    const to = (from + step + seen) % seen;
    tiles.forEach(({ button }, i) => { button.tabIndex = i === to ? 0 : -1; });
    tiles[to].button.focus();
  };

  function draw(outputs, { inputs }) {
    const wanted = model.get("layer");
    const is = outputs[layers[wanted]] ? wanted : layers.findIndex((name) => outputs[name]);
    now = { ...outputs, inputs };
    at = is;
    if (shape !== `${at}`) build();
    shape = `${at}`;
    layer.value = at;
    const n = side * side;
    put(input, Uint8ClampedArray.from({ length: 4 * n }, (_, i) =>
      (i % 4 === 3 ? 255 : 255 * inputs.input[(i % 4) * n + Math.floor(i / 4)])), side, side);
    const [, high, wide] = shapes[at];
    for (const { c, map, button } of tiles) {
      const values = mapOf(c);
      put(map, signedPixels(values, reach(values)), wide, high);
      button.classList.toggle("silent", !on[at][c]);
      button.ariaPressed = String(!on[at][c]);
      button.ariaLabel = L.tile(c, percent(ranks[at][c].share), !on[at][c]);
    }
    const cut = on.flat().filter((v) => !v).length;
    scores.draw(outputs.output, (shares, [a, b]) =>
      L.reads(classes[a], percent(shares[a]), classes[b], percent(shares[b])).trim());
    back.hidden = !cut;
    const name = model.get("selected") === "own" ? PICK.own : model.get("selected");
    const blank = tiles.filter(({ c }) => mapOf(c).every((v) => v === 0)).length;
    const shares = ranks[at].map(({ share }) => share);
    parts.summarise(L.said(name, layers[at], shares.length, percent(Math.min(...shares)),
      shares.filter((share) => share < 0.01).length) + (blank ? L.blank(blank) : "") + ` ${scores.el.ariaLabel}` + (cut ? L.cut(cut, on.flat().length) : ""));
    words();
    look(chosen);
  }

  function words() {
    const all = tiles.length;
    more.hidden = all <= FEW;
    more.textContent = grid.classList.contains("some") ? L.more(all) : L.fewer;
    percentage.textContent = L.ofLargest(below.value);
  }

  function mapOf(c) {
    const [, high, wide] = shapes[at];
    return now[layers[at]].subarray(c * high * wide, (c + 1) * high * wide);
  }

  /** One channel large, with its numbers. */
  function look(c) {
    chosen = c;
    const [, high, wide] = shapes[at];
    const [k, values] = [sizes[at], mapOf(c)];
    numbers.replaceChildren(cells(kernels[at].subarray(c * k * k, (c + 1) * k * k),
      { caption: L.kernel(c), scale: reach(kernels[at]) }));
    opened.words.textContent = L.map(c, wide, high);
    large.draw({ pixels: signedPixels(values, reach(values)), h: high, w: wide, words: L.map(c, wide, high) });
    about.textContent = `${L.tile(c, percent(ranks[at][c].share), !on[at][c])}. ${L.about(num(Math.min(...values)), num(Math.max(...values)))}`;
  }

  function table() {
    return { head: L.head, rows: ranks[at].map(({ size, share }, c) =>
      [`${c}`, size, 100 * share, Math.min(...mapOf(c)), Math.max(...mapOf(c)), on[at][c] ? L.no : L.yes]) };
  }

  picker.sync();
  const engine = live(model, parts, draw, { inputs: { input: planes(picker.rgb(), side) } });
  return () => { engine.stop(); parts.stop(); };
}

export default { render };
