// x: float in [−6, 6], show: "value" | "slope" | "distance"

const L = {
  title: "Hard and soft.",
  hint: "Move x, or drag in the plot. Then let this browser measure what each costs.",
  x: "x", show: "Show",
  shows: { value: "the function", slope: "its slope", distance: "its distance from swish" },
  plot: "Curves of swish, h-swish and ReLU6 over x from −6 to 6",
  time: "Time them here",
  readout: (name, v) => `${name} = ${v}`,
  costs: {
    swish: "an exponential, an addition, a division",
    "h-swish": "an addition, two comparisons, two multiplications",
    ReLU6: "two comparisons",
  },
  said: (x, swish, hard, gap, relu) => `At x = ${x}, swish is ${swish} and h-swish ${hard}: ${gap} apart. ReLU6 is ${relu}.`,
  slopes: (x, swish, hard, relu) => `At x = ${x}, the slope of swish is ${swish}, of h-swish ${hard}, of ReLU6 ${relu}.`,
  most: (hard, at, relu) => ` Between −6 and 6 h-swish is never further from swish than ${hard}, at x = ±${at}; ReLU6 is up to ${relu} away.`,
  timed: (list) => ` A value costs here ${list}: the machine's cost of JavaScript, not of a telephone's chip.`,
  nanoseconds: (name, ns) => `${num(ns, 2)} ns (${name})`,
  head: ["x", "swish", "h-swish", "ReLU6", "h-swish − swish"],
  cost: ["function", "it takes", "ns a value, here"],
};
const [WIDTH, HEIGHT, LOW, HIGH] = [640, 260, -6, 6];
const RANGE = { value: [-1, 6.4], slope: [-0.3, 1.3], distance: [-0.2, 0.4] };
const NAMES = ["swish", "h-swish", "ReLU6"];

function render({ model, el }) {
  const parts = shell(el, { widget: "hard-swish", title: L.title, hint: L.hint, table });
  const plain = calculates(model, parts, ["x", "show"], () => draw());
  const found = {}; // name → nanoseconds
  const plot = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "bends" });
  const words = h("output");
  const x = h("input", { type: "range", min: LOW, max: HIGH, step: 0.1,
    oninput: ({ timeStamp }) => plain.change({ x: x.valueAsNumber }, timeStamp) });
  const show = h("select", { onchange: ({ timeStamp }) => plain.change({ show: show.value }, timeStamp) },
    ...Object.entries(L.shows).map(([value, textContent]) => h("option", { value, textContent })));
  const time = h("button", { type: "button", textContent: L.time, onclick: ({ timeStamp }) => {
    for (const name of NAMES) timed(name); // compiled
    for (const name of NAMES) found[name] = timed(name);
    draw();
    parts.drawn("js", timeStamp);
  } });
  const key = h("div", { className: "line" });
  const costs = h("div", { className: "scroll" });
  parts.body.append(h("div", { className: "line" }, labelled(L.show, show), labelled(L.x, x, words)),
    plot, key, costs, h("div", { className: "line" }, time));

  const point = (event) => {
    const box = plot.getBoundingClientRect();
    const at = LOW + ((HIGH - LOW) * (event.clientX - box.left)) / box.width;
    plain.change({ x: Number(Math.max(LOW, Math.min(HIGH, at)).toFixed(1)) }, event.timeStamp);
  };
  plot.onpointerdown = point;
  plot.onpointermove = (event) => event.buttons && point(event);

  function draw() {
    const [at, what] = [model.get("x"), model.get("show")];
    x.value = at;
    show.value = what;
    words.textContent = num(at);
    const [bottom, top] = RANGE[what];
    const across = (v) => (WIDTH * (v - LOW)) / (HIGH - LOW);
    const up = (v) => (HEIGHT * (top - v)) / (top - bottom);
    const path = (points) => points.map(([a, b], i) => `${i ? "L" : "M"}${across(a).toFixed(1)} ${up(b).toFixed(1)}`).join("");
    plot.ariaLabel = L.plot;
    const ticks = [-6, -3, 0, 3, 6].map((v) => svg("text", { x: across(v), y: up(0) + 16,
      "text-anchor": { "-6": "start", 6: "end" }[v] ?? "middle" }, num(v)));
    const marks = (what === "value" ? [2, 4, 6] : what === "slope" ? [0.5, 1] : [-0.1, 0.1, 0.2, 0.3])
      .map((v) => svg("text", { x: across(0) + 5, y: up(v) + 4 }, num(v)));
    plot.replaceChildren(
      svg("path", { class: "axis", d: `M0 ${up(0)}H${WIDTH}M${across(0)} 0V${HEIGHT}` }), ...ticks, ...marks,
      svg("path", { class: "here", d: `M${across(at)} 0V${HEIGHT}` }),
      ...NAMES.map((name) => svg("path", { class: `bend bend-${NAMES.indexOf(name)}`, d: path(curve(name, what, LOW, HIGH)) })),
      ...NAMES.map((name) => svg("circle", { class: `bend-${NAMES.indexOf(name)} dot`,
        cx: across(at), cy: up(height(name, what, at)), r: 5 })));
    key.replaceChildren(...NAMES.map((name, i) => h("span", { className: "bend-key" },
      svg("svg", { viewBox: "0 0 28 8", width: 28, height: 8, "aria-hidden": "true" },
        svg("path", { class: `bend bend-${i}`, d: "M0 4H28" })),
      L.readout(name, num(height(name, what, at))))));
    costs.replaceChildren(h("table", {},
      h("thead", {}, h("tr", {}, ...L.cost.map((c) => h("th", { scope: "col" }, c)))),
      h("tbody", {}, ...NAMES.map((name) => h("tr", {}, h("td", {}, name), h("td", {}, L.costs[name]),
        h("td", {}, found[name] === undefined ? "–" : num(found[name], 2)))))));
    say(at, what);
  }

  function say(at, what) {
    const [soft, hard, relu] = NAMES.map((name) => num(height(name, what === "slope" ? "slope" : "value", at)));
    const gap = num(Math.abs(height("h-swish", "distance", at)));
    const [where, most] = furthest("h-swish", LOW, HIGH);
    const other = furthest("ReLU6", LOW, HIGH)[1];
    const text = what === "slope" ? L.slopes(num(at), soft, hard, relu)
      : L.said(num(at), soft, hard, gap, relu) + L.most(num(Math.abs(most)), num(Math.abs(where)), num(Math.abs(other)));
    const times = NAMES.filter((name) => found[name] !== undefined).map((name) => L.nanoseconds(name, found[name]));
    parts.summarise(text + (times.length ? L.timed(times.join(", ")) : ""));
  }

  function table() {
    return { head: L.head, rows: Array.from({ length: 25 }, (_, i) => {
      const v = LOW + i / 2;
      return [v, ...NAMES.map((name) => height(name, "value", v)), height("h-swish", "distance", v)];
    }) };
  }

  const stop = plain.start();
  return () => { stop(); parts.stop(); };
}

export default { render };
