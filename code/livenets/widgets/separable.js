// names, pictures, selected, own: as in pick_picture.js;
// banks: {name: number[4][3][9]}, bank: string; out, filters: int;
// row, col: the pixel that is looked at; done: multiplications made of it

const L = {
  title: "Two ways from three channels to four.",
  hint: "Both make one pixel of every output channel. Press Play, or step: each line is a kernel, and lights up while its numbers are multiplied. Drag on a map to look at another pixel.",
  into: ["red", "green", "blue"],
  bank: "Kernels", out: "output channels", filters: "filters a channel",
  standard: "Standard: every output channel has a kernel for every input channel",
  separable: "Separable: one filter a channel, then mix",
  several: (m) => `Separable with ${m} filters a channel, then mix`,
  keys: (way) => `The red channel, under the ${way} way. Arrow keys move the pixel.`,
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
  off: (kept, gap) => ` Here the separable way can't do the same: its kernels hold ${kept} of the standard ones' sum of squares, and its maps are off by ${gap}.`,
  head: ["way", "multiplication", "from", "number", "weight", "product", "for"],
  way: ["standard", "separable"],
};
const TRAITS = ["selected", "own", "bank", "out", "filters", "row", "col", "done"];
const within = (v) => Math.max(0, Math.min(SIDE - 1, v));
const STEPS = { stride: 1, padding: 1, dilation: 1 };

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
  const area = h("div", { className: "two-ways" });
  const picker = pickPicture(model, { parts, change, drop: area });
  const bank = h("select", { className: "wide-select", onchange: ({ timeStamp }) => change({ bank: bank.value }, timeStamp) },
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
    const own = get("own");
    if (next === key && now.own === own) return;
    key = next;
    const kernels = get("banks")[get("bank")].slice(0, get("out"));
    const size = { out: kernels.length, into: 3, filters: get("filters"), taps: 9 };
    const all = planes(picker.rgb(), SIDE);
    const n = SIDE * SIDE;
    const inputs = L.into.map((_, c) => ({ values: all.subarray(c * n, (c + 1) * n), h: SIDE, w: SIDE }));
    const near = separated(kernels, size.filters);
    const standard = kernels.map((each) => mixed(each.map((w, c) => convolve(inputs[c], w, STEPS)), [1, 1, 1]));
    const filtered = near.depthwise.map((w, f) => convolve(inputs[Math.floor(f / size.filters)], w, STEPS));
    const separable = near.pointwise.map((row) => mixed(filtered, row));
    now = { own, kernels, size, inputs, near, standard, filtered, separable, cost: work(size), gap: gapOf(standard, separable) };
    now.most = Math.max(now.cost.standard, now.cost.separable);
  }

  /** The two boards, anew when their kernels are others. */
  function build() {
    const { kernels, near, size: { filters: m } } = now;
    const place = (r, c, time) => change({ row: within(r), col: within(c) }, time);
    const onstep = (r, c, time) => place(get("row") + r, get("col") + c, time);
    const view = (label) => mapView({ label, onplace: place });
    const from = (way) => L.into.map((name, c) => (c ? view(L.input(name)) : mapView({ label: L.keys(L.way[way]), onplace: place, onstep })));
    const to = () => kernels.map((_, o) => view(L.output(o)));
    const filtered = near.depthwise.map((_, f) => view(L.filtered(L.into[Math.floor(f / m)])));
    const ways = [
      { columns: [from(0), to()], wires: kernels.flatMap((each, o) => each.map((kernel, c) =>
        ({ column: 0, from: c, to: o, port: c, ports: 3, kernel }))) },
      { columns: [from(1), filtered, to()], wires: [
        ...near.depthwise.map((kernel, f) => ({ column: 0, from: Math.floor(f / m), to: f, port: 0, ports: 1, kernel })),
        ...near.pointwise.flatMap((row, o) => row.map((w, f) =>
          ({ column: 1, from: f, to: o, port: f, ports: 3 * m, kernel: [w] })))] },
    ];
    boards = ways.map(({ columns, wires }) => ({ columns, ...board(columns, wires), words: h("p", { className: "sum" }) }));
    const names = [L.standard, m > 1 ? L.several(m) : L.separable];
    area.replaceChildren(...boards.map((one, way) => h("div", {}, h("b", {}, names[way]), one.el, one.words)));
  }

  function draw() {
    picker.sync();
    compute();
    if (key !== shape) build();
    shape = key;
    const { size, cost, most, near, gap } = now;
    now.at = Math.max(0, Math.min(most, race?.at ?? get("done")));
    bank.value = get("bank");
    out.sync(size.out);
    filters.sync(size.filters);
    done.input.max = most;
    done.sync(now.at);
    paintStandard(Math.min(now.at, cost.standard));
    paintSeparable(Math.min(now.at, cost.separable));
    boards.forEach(({ words }, way) => {
      const all = [cost.standard, cost.separable][way];
      words.textContent = now.at >= all ? L.finished(all) : now.at ? told(way, now.at, all) : L.start;
    });
    if (race) return;
    const name = get("selected") === "own" ? PICK.own : get("selected");
    const share = (v) => `${num(100 * v, 2)} %`;
    parts.tell({ picture: name, bank: get("bank"), filters: size.filters, out: size.out, off: 100 * gap });
    parts.summarise(L.said(name, get("bank"), size.out) + L.costs(cost)
      + (gap < 1e-5 ? L.exact : L.off(share(near.kept), share(gap))));
  }

  /** A map, the pixel or window in use, and whether its number is known yet. */
  function show(view, pixels, marked, known) {
    const far = marked === "window" ? 1 : 0;
    const mark = { row: get("row") - far, col: get("col") - far, h: 1 + 2 * far, w: 1 + 2 * far, kind: "window" };
    view.draw({ pixels, h: SIDE, w: SIDE, marks: marked ? [mark] : [] });
    view.el.classList.toggle("waiting", !known);
  }
  const outputs = (views, maps, known) => maps.forEach((map, o) =>
    show(views[o], signedPixels(map.values, reach(now.standard[o].values)), "pixel", known(o)));

  function paintStandard(at) {
    const { size, inputs, standard, cost } = now;
    const busy = at && at < cost.standard ? standardAt(at - 1, size) : null;
    const [from, to] = boards[0].columns;
    inputs.forEach((map, c) => show(from[c], tinted(map.values, c), (!busy || busy.c === c) && "window", true));
    outputs(to, standard, (o) => at >= (o + 1) * size.into * size.taps);
    boards[0].light(busy ? busy.o * size.into + busy.c : -1, (i) => at >= (i + 1) * size.taps);
  }

  function paintSeparable(at) {
    const { size, inputs, filtered, separable, cost } = now;
    const busy = at && at < cost.separable ? separableAt(at - 1, size) : null;
    const filtering = busy?.tap !== undefined;
    const all = filtered.length;
    const [from, middle, to] = boards[1].columns;
    inputs.forEach((map, c) => show(from[c], tinted(map.values, c),
      (!busy || (filtering && Math.floor(busy.f / size.filters) === c)) && "window", true));
    filtered.forEach((map, f) => show(middle[f], signedPixels(map.values, reach(map.values)),
      (!busy || busy.f === f) && "pixel", at >= (f + 1) * size.taps));
    outputs(to, separable, (o) => at >= cost.depthwise + (o + 1) * all);
    const wire = !busy ? -1 : filtering ? busy.f : all + busy.o * all + busy.f;
    boards[1].light(wire, (i) => at >= (i < all ? (i + 1) * size.taps : cost.depthwise + i + 1 - all));
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

  function told(way, n, all) {
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
