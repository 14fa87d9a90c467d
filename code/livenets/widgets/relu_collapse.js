// shape: spiral | circle | grid | own; own: [x, y][] in [-1.25, 1.25]; n, seed:
// int; relu, knows: bool; beta: float; x, y: the point that is looked at

const L = {
  title: "There and back.",
  hint: "Each point of the plane becomes n random channels, passes ReLU, and is read back. Point at the left plane, or focus it and press the arrow keys.",
  shape: "Points",
  shapes: { spiral: "spiral", circle: "circle", grid: "grid", own: "your own" },
  pen: "Draw your own",
  n: "channels n", seed: "seed", another: "Another matrix", relu: "ReLU", beta: "bias β",
  back: "Read back by",
  backs: { all: "the pseudo-inverse of all rows", on: "the rows that are on" },
  before: "Before: grey where one channel is on, dark where none is",
  after: (zoom) => (zoom > 1.01 ? `Read back, drawn ${num(zoom, 2)} × smaller` : "Read back, over the faint original"),
  plane: "The plane of the points, with a line for each channel. Arrow keys move the point that is looked at; with the pen on they draw.",
  backPlane: "What is read back of the points.",
  bars: "the channels of the point that is looked at: outlined before ReLU, filled after it",
  point: (x, y, on, n) => `At (${num(x, 2)}, ${num(y, 2)}): ${on} of ${n} channels on. `,
  same: ["Every place in the dark gives the same numbers: none. ", "Every place on the yellow line gives the same numbers. ", ""],
  said: { spiral: "The spiral", circle: "The circle", grid: "The grid", own: "Your curve" },
  through: (n, relu) => ` in ${n} channels, ${relu ? "with" : "without"} ReLU: `,
  kept: (two, one, none) => `${two} of the points come from one place only; ${one} keep a single channel, so a whole line of places gives the same numbers; ${none} keep none and become 0.`,
  average: (share) => ` A random matrix keeps ${share} of all directions, on average.`,
  missed: (factor, error) => ` Read back and enlarged ${num(factor, 2)} ×, they miss by ${error} of their size.`,
  empty: "Nothing is drawn yet: press on the left plane and draw.",
  full: "Your curve has 600 points, which is the most that is kept.",
  head: ["channel", "row of T", "at the point", "after ReLU", "on for, % of the points"],
};
const TRAITS = ["shape", "own", "n", "seed", "relu", "beta", "knows", "x", "y"];
const FAR = 1.25;
const MOST = 600;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const percent = (share) => `${(100 * share).toFixed(share > 0.99 && share < 1 ? 2 : 0)} %`;

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const parts = shell(el, { widget: "relu-collapse", title: L.title, hint: L.hint, table });
  const { change, start } = calculates(model, parts, TRAITS, () => draw());
  let drawing = false;
  let now;

  const shape = h("select", { onchange: ({ timeStamp }) => change({ shape: shape.value }, timeStamp) },
    ...Object.entries(L.shapes).map(([value, textContent]) => h("option", { value, textContent })));
  const pen = h("button", { type: "button", textContent: L.pen, ariaPressed: "false", onclick: ({ timeStamp }) => {
    drawing = !drawing;
    pen.ariaPressed = String(drawing);
    if (drawing) change({ shape: "own", own: [] }, timeStamp);
  } });
  const slider = (trait, min, max, step) => {
    const words = h("output");
    const range = h("input", { type: "range", min, max, step,
      oninput: ({ timeStamp }) => change({ [trait]: range.valueAsNumber }, timeStamp) });
    return { el: labelled(L[trait], range, words), sync() {
      range.value = get(trait);
      words.textContent = num(get(trait));
    } };
  };
  const sliders = [slider("n", 2, 30, 1), slider("beta", -2, 2, 0.1)];
  const seed = h("input", { type: "number", min: 0, max: 999, oninput: ({ timeStamp }) => {
    const value = Math.round(seed.valueAsNumber);
    if (value >= 0 && value <= 999) change({ seed: value }, timeStamp);
  } });
  const another = h("button", { type: "button", textContent: L.another,
    onclick: ({ timeStamp }) => change({ seed: (get("seed") + 1) % 1000 }, timeStamp) });
  const relu = h("input", { type: "checkbox", onchange: ({ timeStamp }) => change({ relu: relu.checked }, timeStamp) });
  const back = h("select", { onchange: ({ timeStamp }) => change({ knows: back.value === "on" }, timeStamp) },
    ...Object.entries(L.backs).map(([value, textContent]) => h("option", { value, textContent })));
  const view = { viewBox: `${-FAR} ${-FAR} ${2 * FAR} ${2 * FAR}` };
  const left = svg("svg", { ...view, class: "plane live", role: "application", tabindex: 0, "aria-label": L.plane });
  const right = svg("svg", { ...view, class: "plane", role: "img", "aria-label": L.backPlane });
  const box = (svgPlane) => {
    const words = h("b");
    return { words, el: h("div", { className: "named" }, words, svgPlane) };
  };
  const [before, after] = [box(left), box(right)];
  before.words.textContent = L.before;
  const bars = svg("svg", { class: "bars", role: "img", viewBox: "0 0 640 84" });
  const point = h("p", { className: "formula" });
  parts.body.append(
    h("div", { className: "line" }, labelled(L.shape, shape), pen, ...sliders.map((s) => s.el)),
    h("div", { className: "line" }, labelled(L.seed, seed), another, labelled(L.relu, relu), labelled(L.back, back)),
    h("div", { className: "line planes" }, before.el, after.el), point, bars);

  /** Look at (x, y), and with the pen on put it to the reader's curve. */
  function move(x, y, time, inked) {
    const limit = (v) => Math.max(-1.2, Math.min(1.2, v));
    const at = { x: limit(x), y: limit(y) };
    if (!inked) return change(at, time);
    const own = get("own");
    if (own.length >= MOST) parts.say(L.full);
    return change({ ...at, shape: "own", own: [...own, [at.x, at.y]].slice(0, MOST) }, time);
  }
  const place = (event) => {
    const at = left.getBoundingClientRect();
    return [2 * FAR * ((event.clientX - at.left) / at.width) - FAR, FAR - 2 * FAR * ((event.clientY - at.top) / at.height)];
  };
  left.onpointerdown = (event) => {
    if (event.button !== 0) return;
    left.setPointerCapture(event.pointerId);
    move(...place(event), event.timeStamp, drawing);
  };
  left.onpointermove = (event) => {
    if (left.hasPointerCapture(event.pointerId)) move(...place(event), event.timeStamp, drawing);
  };
  left.onkeydown = (event) => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 0.2 : 0.05;
    move(get("x") + far * step[0], get("y") + far * step[1], event.timeStamp, drawing);
  };

  function draw() {
    const how = { relu: get("relu"), beta: get("beta"), knows: get("knows") };
    const T = matrix(get("n"), get("seed"));
    const points = get("shape") === "own" ? get("own") : SHAPES[get("shape")];
    const found = points.map((p) => there(T, p, how));
    now = { T, how, points, found, looked: there(T, [get("x"), get("y")], how) };
    shape.value = get("shape");
    seed.value = document.activeElement === seed ? seed.value : get("seed");
    relu.checked = how.relu;
    back.value = how.knows ? "on" : "all";
    for (const each of sliders) each.sync();
    planes();
    channels();
    tell();
  }

  const tint = (i) => `color-mix(in oklab, var(--mark-2) ${(100 * i) / Math.max(1, now.points.length - 1)}%, var(--mark))`;
  const dot = ([x, y], i, on) => svg("circle", { cx: x, cy: -y, r: on < 2 ? 0.016 : 0.022,
    class: on < 2 ? "lost" : "kept", style: on < 2 ? { stroke: tint(i) } : { fill: tint(i) } });
  const ring = ([x, y], r) => ["halo", "look"].map((c) => svg("circle", { cx: x, cy: -y, r, class: c }));

  function planes() {
    const { T, how, points, found, looked } = now;
    const [none, one] = how.relu ? regions(T, how, { reach: FAR, cells: 160 }) : ["", ""];
    const lines = T.map(([a, b]) => {
      const size = a * a + b * b; // a x + b y + β = 0, long enough to leave the plane
      const [x, y, far] = [(-a * how.beta) / size, (-b * how.beta) / size, 3 / Math.sqrt(size)];
      return svg("line", { x1: x - b * far, y1: -(y + a * far), x2: x + b * far, y2: -(y - a * far), class: "channel" });
    });
    left.replaceChildren(svg("path", { d: none, class: "none" }), svg("path", { d: one, class: "one" }),
      ...(how.relu ? lines : []), ...points.map((p, i) => dot(p, i, found[i].on)),
      ...["halo", "look"].map((c) => svg("path", { d: twins(T, [get("x"), get("y")], how, FAR), class: c })), ...ring([get("x"), get("y")], 0.05));
    const zoom = Math.max(1, ...found.flatMap(({ back: [x, y] }) => [Math.abs(x), Math.abs(y)])) / 1.2;
    const scale = Math.max(1, zoom);
    after.words.textContent = L.after(scale);
    const shrunk = ([x, y]) => [x / scale, y / scale];
    right.replaceChildren(
      ...points.map((p) => svg("circle", { cx: shrunk(p)[0], cy: -shrunk(p)[1], r: 0.012, class: "ghost" })),
      ...found.map(({ back: p, on }, i) => dot(shrunk(p), i, on)), ...ring(shrunk(looked.back), 0.05));
  }

  function channels() {
    const { T, how, looked } = now;
    const raw = forward(T, [get("x"), get("y")], { ...how, relu: false });
    const scale = 38 / reach(raw);
    const wide = 640 / raw.length;
    const bar = (v, i, kind) => svg("rect", { x: (i + 0.15) * wide, width: 0.7 * wide, y: 42 - scale * Math.max(0, v),
      height: scale * Math.abs(v), class: kind });
    bars.replaceChildren(...raw.map((v, i) => bar(v, i, "raw")), ...looked.values.map((v, i) => bar(v, i, "mark")),
      svg("line", { x1: 0, x2: 640, y1: 42, y2: 42, class: "zero" }));
    const text = L.point(get("x"), get("y"), looked.on, raw.length) + L.same[Math.min(2, looked.on)];
    bars.ariaLabel = text + L.bars;
    point.textContent = `${text}Below: ${L.bars}.`;
  }

  function tell() {
    const { points, found, how, T } = now;
    if (points.length === 0) {
      parts.summarise(L.empty);
      return;
    }
    parts.tell({ n: T.length, shape: get("shape"), seed: get("seed"), beta: how.beta, relu: how.relu,
      lost: found.filter(({ on }) => on < 2).length });
    const share = (test) => percent(found.filter(({ on }) => test(on)).length / found.length);
    const { factor, error } = miss(points, found.map((f) => f.back));
    parts.summarise(L.said[get("shape")] + L.through(T.length, how.relu)
      + L.kept(share((on) => on > 1), share((on) => on === 1), share((on) => on === 0))
      + (how.relu && how.beta === 0 ? L.average(percent(expected(T.length))) : "")
      + L.missed(factor, percent(error)));
  }

  function table() {
    const { T, how, points, looked } = now;
    const raw = forward(T, [get("x"), get("y")], { ...how, relu: false });
    return { head: L.head, rows: T.map((row, i) => [i, `${num(row[0], 2)}, ${num(row[1], 2)}`, raw[i], looked.values[i],
      (100 * points.filter(([x, y]) => row[0] * x + row[1] * y + how.beta > 0).length) / Math.max(1, points.length)]) };
  }

  parts.say("");
  const stop = start();
  return () => { stop(); parts.stop(); };
}

export default { render };
