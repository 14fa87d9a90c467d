// names, pictures, selected, own: as in pick_picture.js;
// banks: {name: number[4][3][9]}, bank: string; out, filters: int;
// row, col: the pixel that is looked at; done: multiplications made of it

const L = {
  title: "Two ways from three channels to four.",
  hint: "Both make one pixel of every output channel. Press Play, or step: each line is a kernel, and lights up while its numbers are multiplied. Drag on a map to look at another pixel.",
  into: ["red", "green", "blue"],
  bank: "What the kernels look for", out: "output channels", filters: "depthwise filters for each channel",
  standard: "Standard: every output channel has a kernel for every input channel",
  separable: "Separable: one filter a channel, then mix",
  several: (m) => `Separable with ${m} filters a channel, then mix`,
  keys: "The red channel. Arrow keys move the pixel.",
  input: (name) => `the ${name} channel`, filtered: (name) => `what is left of the ${name} channel`,
  output: (o) => `output channel ${o}`,
  play: "Play", pause: "Pause", back: "‹ Back", step: "Step ›", done: "multiplications so far",
  calm: "Your system asks for less motion: move the slider, or step.",
  start: "Nothing is multiplied yet.",
  tap: (n, all, name, v, w, p, into) => `Multiplication ${n} of ${all}: a ${name} pixel, ${v} × ${w} = ${p}, for ${into}.`,
  mix: (n, all, name, v, w, p, o) => `Multiplication ${n} of ${all}: the filtered ${name}, ${v} × ${w} = ${p}, for channel ${o}.`,
  forChannel: (o) => `channel ${o} only`, forAll: (o) => `all ${o} output channels`, forOne: "the only output channel",
  finished: (all) => `Done, after ${all} multiplications.`,
  said: (name, bank, n) => `${name}; “${bank}”; ${n} output ${n === 1 ? "channel" : "channels"}.`,
  costs: ({ standard, depthwise, pointwise, separable }) => ` For one pixel of each the standard way multiplies ${standard} times, the separable one ${depthwise} + ${pointwise} = ${separable} times, ${(100 * separable / standard).toFixed(0)} % of that.`,
  exact: " Both ways give the same maps.",
  off: (kept, gap) => ` Here the separable way can't do the same: its kernels hold ${kept} of the standard ones' squares, and its maps are off by ${gap}.`,
  head: ["way", "multiplication", "from", "number", "weight", "product", "for"],
  way: ["standard", "separable"],
};
const TRAITS = ["selected", "own", "bank", "out", "filters", "row", "col", "done"];
const [WIDE, HIGH, MAP, ALL] = [340, 300, 64, 1e9];
const STEPS = { stride: 1, padding: 1, dilation: 1 };

/** Tops of n maps of `side` over the height of a board. */
export const spread = (n, side) => Array.from({ length: n }, (_, i) => (HIGH * (i + 0.5)) / n - side / 2);

/** Two layers' maps: how far off the second one is, as a share (r.m.s.). */
export function gapOf(maps, others) {
  let [off, all] = [0, 0];
  maps.forEach((map, o) => map.values.forEach((v, i) => {
    off += (v - others[o].values[i]) ** 2;
    all += v ** 2;
  }));
  return all ? Math.sqrt(off / all) : 0;
}

/** Σ weight · map, over maps of one size. */
export function mixed(maps, weights) {
  const values = Float32Array.from(maps[0].values, (_, i) =>
    maps.reduce((sum, map, f) => sum + weights[f] * map.values[i], 0));
  return { ...maps[0], values };
}

/** A kernel of k·k weights as squares of `side` around (x, y). */
function tile(x, y, kernel, side) {
  const k = Math.sqrt(kernel.length);
  const [each, scale] = [side / k, reach(kernel)];
  return svg("g", { transform: `translate(${x - side / 2} ${y - side / 2})` },
    svg("rect", { width: side, height: side, class: "back" }),
    ...kernel.map((w, i) => svg("rect", { x: (i % k) * each, y: Math.floor(i / k) * each, width: each, height: each,
      fill: `rgb(${w < 0 ? NEGATIVE : POSITIVE})`, "fill-opacity": Math.abs(w) / scale })),
    svg("rect", { width: side, height: side, class: "rim" }));
}

/** A single weight as a dot. */
const spot = (x, y, w, most) => svg("g", {}, svg("circle", { cx: x, cy: y, r: 1 + (4 * Math.abs(w)) / most,
  fill: `rgb(${w < 0 ? NEGATIVE : POSITIVE})`, class: "rim" }));

/** Maps in columns, and wires between them: { el, maps, wires }. */
function board(columns, links) {
  const wires = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" });
  const el = h("div", { className: "board" }, wires);
  const maps = columns.map(({ x, side, views }) => views.map((view, i) => {
    const top = spread(views.length, side)[i];
    el.append(h("div", { className: "place", style: { left: `${(100 * x) / WIDE}%`, top: `${(100 * top) / HIGH}%`,
      width: `${(100 * side) / WIDE}%` } }, view.el));
    return view;
  }));
  const lines = links.map(({ from, to, mark }) => {
    const line = svg("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1] });
    const group = svg("g", {}, line, mark);
    wires.append(group);
    return group;
  });
  return { el, maps, lines };
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const parts = shell(el, { widget: "separable", title: L.title, hint: L.hint, table });
  const plain = calculates(model, parts, TRAITS, () => draw());
  let race = null; // { from, at, frame } while it is played
  let [now, key, shape, boards] = [null, "", "", null];
  const change = (values, since) => { halt(); plain.change(values, since); };
  const range = (trait, text, min, max) => {
    const value = h("output");
    const input = h("input", { type: "range", min, max,
      oninput: ({ timeStamp }) => change({ [trait]: input.valueAsNumber }, timeStamp) });
    return { el: labelled(text, input, value), input, sync(v) { input.value = value.textContent = v; } };
  };
  const area = h("div", { className: "boards" });
  const picker = pickPicture(model, { parts, change, drop: area });
  const bank = h("select", { onchange: ({ timeStamp }) => change({ bank: bank.value }, timeStamp) },
    ...Object.keys(get("banks")).map((name) => h("option", { value: name, textContent: name })));
  const out = range("out", L.out, 1, 4);
  const filters = range("filters", L.filters, 1, 4);
  const done = range("done", L.done, 0, 1);
  const button = (text, onclick) => h("button", { type: "button", textContent: text, onclick });
  const play = button(L.play, ({ timeStamp }) => (race ? change({ done: race.at }, timeStamp) : start()));
  const step = (by) => ({ timeStamp }) => change({ done: now.at + by }, timeStamp);
  parts.body.append(picker.el,
    h("div", { className: "line" }, labelled(L.bank, bank)),
    h("div", { className: "line short" }, out.el, filters.el), area,
    h("div", { className: "line" }, play, button(L.back, step(-1)), button(L.step, step(1)), done.el));

  function start() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return parts.say(L.calm);
    play.textContent = L.pause;
    race = { from: performance.now(), at: 0 };
    const frame = (time) => {
      const at = raced(time - race.from);
      if (at >= now.most) return change({ done: now.most }, time);
      if (at !== race.at || at === 0) { race.at = at; draw(); }
      race.frame = requestAnimationFrame(frame);
      return undefined;
    };
    race.frame = requestAnimationFrame(frame);
    return undefined;
  }
  function halt() {
    if (race) cancelAnimationFrame(race.frame);
    race = null;
    play.textContent = L.play;
  }

  /** All maps of both ways, until the picture or the kernels change. */
  function compute() {
    const next = [get("selected"), get("bank"), get("out"), get("filters")].join("\n");
    const rgb = picker.rgb();
    if (next === key && now.rgb === rgb) return;
    const kernels = get("banks")[get("bank")].slice(0, get("out"));
    const size = { out: kernels.length, into: 3, filters: get("filters"), taps: 9 };
    const inputs = channelsOf(rgb);
    const near = separated(kernels, size.filters);
    const standard = kernels.map((each) => mixed(each.map((w, c) => convolve(inputs[c], w, STEPS)), [1, 1, 1]));
    const filtered = near.depthwise.map((w, f) => convolve(inputs[Math.floor(f / size.filters)], w, STEPS));
    const separable = near.pointwise.map((row) => mixed(filtered, row));
    key = next;
    now = { rgb, kernels, size, inputs, near, standard, filtered, separable, cost: work(size),
      gap: gapOf(standard, separable), fresh: true };
    now.most = Math.max(now.cost.standard, now.cost.separable);
  }

  function build() {
    const { kernels, near, size } = now;
    const place = (r, c, time) => change({ row: within(r), col: within(c) }, time);
    const onstep = (r, c, time) => place(get("row") + r, get("col") + c, time);
    const view = (label) => mapView({ label, onplace: place });
    const reds = () => L.into.map((name, c) => (c ? view(L.input(name)) : mapView({ label: L.keys, onplace: place, onstep })));
    const outs = () => kernels.map((_, o) => view(L.output(o)));
    const all = 3 * size.filters;
    const small = Math.min(MAP, HIGH / all - 4);
    const middle = (n, side, i) => spread(n, side)[i] + side / 2;
    const source = (c) => [MAP + 2, middle(3, MAP, c)];
    const port = (o, n, i, x) => [x, middle(size.out, MAP, o) + MAP * ((i + 0.5) / n - 0.5)];
    const link = (from, to, mark) => ({ from, to, mark });
    const wide = kernels.flatMap((each, o) => each.map((w, c) => {
      const to = port(o, 3, c, 258);
      return link(source(c), to, tile(...to, w, 18));
    }));
    const most = reach(near.pointwise.flat());
    const first = near.depthwise.map((w, f) => {
      const to = [118, middle(all, small, f)];
      return link(source(Math.floor(f / size.filters)), to, tile(...to, w, Math.min(24, small)));
    });
    const second = near.pointwise.flatMap((row, o) => row.map((w, f) => {
      const to = port(o, all, f, 264);
      return link([136 + small, middle(all, small, f)], to, spot(...to, w, most));
    }));
    const left = board([{ x: 0, side: MAP, views: reds() }, { x: 276, side: MAP, views: outs() }], wide);
    const right = board([{ x: 0, side: MAP, views: reds() },
      { x: 134, side: small, views: near.depthwise.map((_, f) => view(L.filtered(L.into[Math.floor(f / size.filters)]))) },
      { x: 276, side: MAP, views: outs() }], [...first, ...second]);
    boards = [left, right].map((one) => ({ ...one, words: h("p", { className: "sum" }) }));
    const names = [L.standard, size.filters > 1 ? L.several(size.filters) : L.separable];
    area.replaceChildren(...boards.map((one, i) => h("div", {}, h("b", {}, names[i]), one.el, one.words)));
  }

  function draw() {
    picker.sync();
    compute();
    const next = `${get("bank")} ${get("out")} ${get("filters")}`;
    if (next !== shape) build();
    shape = next;
    const { size, cost, most, near } = now;
    now.at = Math.max(0, Math.min(most, race?.at ?? get("done")));
    bank.value = get("bank");
    out.sync(size.out);
    filters.sync(size.filters);
    done.input.max = most;
    done.sync(now.at);
    paint();
    if (race) return;
    const name = get("selected") === "own" ? PICK.own : get("selected");
    const share = (v) => `${num(100 * v, 2)} %`;
    parts.summarise(L.said(name, get("bank"), size.out) + L.costs(cost)
      + (now.gap < 1e-5 ? L.exact : L.off(share(near.kept), share(now.gap))));
  }

  /** The maps, with the pixel, what is being read, and what is known so far. */
  function paint() {
    const { size, inputs, standard, filtered, separable, cost, at } = now;
    const { into, taps, out: outs, filters: m } = size;
    const [row, col] = [get("row"), get("col")];
    const pixel = { row, col, h: 1, w: 1, kind: "window" };
    const window9 = { row: row - 1, col: col - 1, h: 3, w: 3, kind: "window" };
    const show = (view, pixels, marks, known) => {
      view.draw({ pixels, h: SIDE, w: SIDE, marks });
      view.el.classList.toggle("waiting", !known);
    };
    const light = (lines, current, finished) => lines.forEach((line, i) =>
      line.setAttribute("class", i === current ? "now" : finished(i) ? "done" : ""));
    const [left, right] = boards;
    const inkOf = (maps, o) => signedPixels(maps[o].values, reach(standard[o].values));
    const s = at && at <= cost.standard ? standardAt(at - 1, size) : null;
    const here = s && at < cost.standard ? s : null;
    inputs.forEach((map, c) => show(left.maps[0][c], tinted(map.values, c), here && here.c !== c ? [] : [window9], true));
    standard.forEach((_, o) => show(left.maps[1][o], inkOf(standard, o), [pixel], at >= (o + 1) * into * taps));
    light(left.lines, here ? here.o * into + here.c : -1, (i) => at >= (i + 1) * taps);
    const p = at && at <= cost.separable ? separableAt(at - 1, size) : null;
    const there = p && at < cost.separable ? p : null;
    const reading = there && there.tap !== undefined ? Math.floor(there.f / m) : null;
    inputs.forEach((map, c) => show(right.maps[0][c], tinted(map.values, c),
      there && reading !== c ? [] : [window9], true));
    filtered.forEach((map, f) => show(right.maps[1][f], signedPixels(map.values, reach(map.values)),
      there && reading === null && there.f !== f ? [] : [pixel], at >= (f + 1) * taps));
    separable.forEach((_, o) => show(right.maps[2][o], inkOf(separable, o), [pixel],
      at >= cost.depthwise + (o + 1) * into * m));
    const line = there && (reading === null ? into * m + there.o * into * m + there.f : there.f);
    light(right.lines, line ?? -1, (i) => at >= (i < into * m ? (i + 1) * taps : cost.depthwise + i + 1 - into * m));
    left.words.textContent = at > cost.standard || !here ? (at ? L.finished(cost.standard) : L.start) : told(0, at);
    right.words.textContent = at > cost.separable || !there ? (at ? L.finished(cost.separable) : L.start) : told(1, at);
  }

  /** Multiplication n (from 1) of a way: its numbers. */
  function made(way, n) {
    const { size, inputs, kernels, near, filtered } = now;
    const [row, col] = [get("row"), get("col")];
    const at = way ? separableAt(n - 1, size) : standardAt(n - 1, size);
    if (at.tap === undefined) {
      const v = filtered[at.f].values[row * SIDE + col];
      const w = near.pointwise[at.o][at.f];
      return { name: L.into[Math.floor(at.f / size.filters)], v, w, o: at.o, mix: true };
    }
    const c = way ? Math.floor(at.f / size.filters) : at.c;
    const { value } = seen(inputs[c], 3, STEPS, row, col)[at.tap];
    const w = way ? near.depthwise[at.f][at.tap] : kernels[at.o][c][at.tap];
    const all = size.out > 1 ? L.forAll(size.out) : L.forOne;
    return { name: L.into[c], v: value, w, into: way ? all : L.forChannel(at.o) };
  }

  function told(way, n) {
    const all = way ? now.cost.separable : now.cost.standard;
    const { name, v, w, into, o, mix } = made(way, n);
    return (mix ? L.mix : L.tap)(n, all, name, num(v, 2), num(w, 2), num(v * w, 2), mix ? o : into);
  }

  function table() {
    const { cost } = now;
    return { head: L.head, rows: [cost.standard, cost.separable].flatMap((all, way) =>
      Array.from({ length: all }, (_, i) => {
        const { name, v, w, into, o, mix } = made(way, i + 1);
        return [L.way[way], `${i + 1}`, name, v, w, v * w, mix ? L.forChannel(o) : into];
      })) };
  }

  const stop = plain.start();
  return () => { halt(); stop(); parts.stop(); };
}

export default { render };
