// kernel: int, of the one layer; c_in, c_out: channels; kernels, channels:
// int[], what is offered

const L = {
  title: "One large kernel, or several small ones.",
  hint: "Both see the same pixels. Choose how many channels come in and go out.",
  kernel: "Large kernel", size: (k) => `${k} × ${k}`, cIn: "channels in", cOut: "channels out",
  stack: (n) => `${n} layers of 3 × 3, a ReLU after each`, one: (k) => `one layer of ${k} × ${k}, and a ReLU`,
  drawing: (n, k) => `Left: one dot on top, and the dots it sees through ${n} layers, 3 more pixels wide at the first, ${k} at the bottom. Right: one dot that sees ${k} at once.`,
  weights: "weights", biases: "biases", bends: "ReLUs in a row", sees: "sees, pixels a side",
  layer: (i, cIn, cOut) => `layer ${i}: 3 · 3 · ${cIn} · ${cOut} = ${whole(9 * cIn * cOut)}`,
  large: (k, cIn, cOut) => `${k} · ${k} · ${cIn} · ${cOut} = ${whole(k * k * cIn * cOut)}`,
  fewer: (n, k, a, b, part) => `${n} layers of 3 × 3 see what one of ${k} × ${k} sees, bend ${n} times instead of once, and have ${a} weights against ${b}: ${part} % as many.`,
  more: (n, k, a, b, times, cIn) => `Here the ${n} layers of 3 × 3 are the dearer ones: ${a} weights against ${b}, ${times} times as many. Only the first of them has ${cIn} channels coming in.`,
  head: ["", "3 × 3, stacked", "one large"],
};
const TRAITS = ["kernel", "c_in", "c_out"];
const WIDE = 640;
const TALL = 190;

const whole = (n) => n.toLocaleString("en");

/** Weights of one k × k layer, and of the stack of 3 × 3 that sees as much. */
export function against({ kernel, c_in, c_out }) {
  const total = (cfg) => costs({ cfg, side: kernel, channels: c_in }).rows;
  const stack = total(`${c_out} `.repeat((kernel - 1) / 2));
  const [one] = total(`${c_out}k${kernel}`);
  const sum = stack.reduce((all, row) => all + row.parameters - row.channels, 0);
  return { layers: stack.length, seen: stack.at(-1).sees, stack: sum,
    one: one.parameters - one.channels };
}

/** Dots and lines of a cone: one dot on top sees k more at each layer. */
export function cone(kernels, middle, step, height) {
  const rows = [[middle]];
  const lines = [];
  const y = (row) => 12 + (row * (height - 24)) / kernels.length;
  kernels.forEach((k, row) => {
    const below = new Set();
    for (const x of rows[row]) {
      for (let i = 0; i < k; i++) {
        const to = x + step * (i - (k - 1) / 2);
        below.add(to);
        lines.push({ x1: x, y1: y(row), x2: to, y2: y(row + 1) });
      }
    }
    rows.push([...below]);
  });
  return { lines, dots: rows.flatMap((row, i) => row.map((cx) => ({ cx, cy: y(i) }))) };
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const parts = shell(el, { widget: "stacked-kernels", title: L.title, hint: L.hint, table });
  const { change, start } = calculates(model, parts, TRAITS, () => draw());
  const selects = Object.fromEntries(TRAITS.map((trait) => {
    const offered = get(trait === "kernel" ? "kernels" : "channels");
    const select = h("select", { onchange: ({ timeStamp }) => change({ [trait]: Number(select.value) }, timeStamp) },
      ...offered.map((n) => h("option", { value: n, textContent: trait === "kernel" ? L.size(n) : n })));
    return [trait, select];
  }));
  const drawing = svg("svg", { class: "wires", viewBox: `0 0 ${WIDE} ${TALL}`, role: "img" });
  const [left, right] = [0, 1].map(() => ({ head: h("b"), sums: h("div"), bar: h("i") }));
  parts.body.append(
    h("div", { className: "line" }, labelled(L.kernel, selects.kernel),
      labelled(L.cIn, selects.c_in), labelled(L.cOut, selects.c_out)),
    drawing,
    h("div", { className: "versus" }, ...[left, right].map(({ head, sums, bar }) =>
      h("div", {}, head, bar, sums))));

  function draw() {
    const now = Object.fromEntries(TRAITS.map((trait) => [trait, get(trait)]));
    for (const trait of TRAITS) selects[trait].value = now[trait];
    const { kernel: k, c_in: cIn, c_out: cOut } = now;
    const { layers: n, stack, one } = against(now);
    const step = Math.min(26, WIDE / 2 / (k + 1));
    const cones = [cone(Array(n).fill(3), WIDE / 4, step, TALL), cone([k], (3 * WIDE) / 4, step, TALL)];
    drawing.setAttribute("aria-label", L.drawing(n, k));
    drawing.replaceChildren(
      ...cones.flatMap(({ lines }) => lines.map((line) => svg("line", line))),
      ...cones.flatMap(({ dots }) => dots.map((dot) => svg("circle", { ...dot, r: 4, class: "lit" }))));
    left.head.textContent = L.stack(n);
    right.head.textContent = L.one(k);
    left.sums.replaceChildren(...Array.from({ length: n }, (_, i) =>
      h("div", {}, L.layer(i + 1, i ? cOut : cIn, cOut))));
    right.sums.textContent = L.large(k, cIn, cOut);
    left.bar.style.width = `${(100 * stack) / Math.max(stack, one)}%`;
    right.bar.style.width = `${(100 * one) / Math.max(stack, one)}%`;
    parts.summarise(stack <= one
      ? L.fewer(n, k, whole(stack), whole(one), num((100 * stack) / one, 2))
      : L.more(n, k, whole(stack), whole(one), num(stack / one, 2), cIn));
  }

  function table() {
    const now = Object.fromEntries(TRAITS.map((trait) => [trait, get(trait)]));
    const { layers: n, seen, stack, one } = against(now);
    return { head: L.head, rows: [[L.weights, whole(stack), whole(one)],
      [L.biases, whole(n * now.c_out), whole(now.c_out)],
      [L.bends, n, 1], [L.sees, seen, now.kernel]] };
  }

  const stop = start();
  return () => { stop(); parts.stop(); };
}

export default { render };
