// Columns of maps, wires between them, and on each wire its kernel: after
// map_view.js, before NAME.js. Lengths are in the board's own units.

const [WIDE, HIGH, MAP] = [340, 300, 64];

/** The middles of n things, one below the other. */
export const middles = (n) => Array.from({ length: n }, (_, i) => (HIGH * (i + 0.5)) / n);

/** The side of n maps in one column. */
export const sideOf = (n) => Math.min(MAP, HIGH / n - 4);

/** A kernel as squares, or a single weight as a dot, `most` being the largest. */
function kernelMark([x, y], kernel, side, most) {
  const ink = (w) => `rgb(${(w < 0 ? NEGATIVE : POSITIVE).join(" ")})`;
  if (kernel.length === 1) {
    const r = 1 + (4 * Math.abs(kernel[0])) / most;
    return svg("circle", { cx: x, cy: y, r, fill: ink(kernel[0]), class: "rim" });
  }
  const k = Math.sqrt(kernel.length);
  const box = (i, j, size, more) => svg("rect", { x: x - side / 2 + i, y: y - side / 2 + j, width: size, height: size, ...more });
  return svg("g", {}, box(0, 0, side, { class: "back" }),
    ...kernel.map((w, i) => box((i % k) * (side / k), Math.floor(i / k) * (side / k), side / k,
      { fill: ink(w), "fill-opacity": Math.abs(w) / reach(kernel) })),
    box(0, 0, side, { class: "rim" }));
}

/**
 * `columns`: map views, from left to right, in two or three columns. `wires`:
 * { column, from, to, port, ports, kernel } from a map of a column to one of
 * the next, where it ends at one of `ports` places. Returns { el, light };
 * `light(now, done)`: which wire is in use, and (i) → is it finished.
 */
export function board(columns, wires) {
  const under = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" });
  const el = h("div", { className: "board" }, under);
  const sides = columns.map((views) => sideOf(views.length));
  const left = columns.map((_, i) => (i * (WIDE - MAP)) / (columns.length - 1));
  columns.forEach((views, i) => views.forEach((view, j) => el.append(h("div", { className: "place", style: {
    left: `${(100 * left[i]) / WIDE}%`, top: `${(100 * (middles(views.length)[j] - sides[i] / 2)) / HIGH}%`,
    width: `${(100 * sides[i]) / WIDE}%` } }, view.el))));
  const most = reach(wires.flatMap(({ kernel }) => (kernel.length === 1 ? kernel : [])));
  const groups = wires.map(({ column, from, to, port, ports, kernel }) => {
    const side = Math.min(kernel.length === 1 ? 6 : 22, MAP / ports - 2, sides[column + 1]);
    const [x1, y1] = [left[column] + sides[column] + 2, middles(columns[column].length)[from]];
    const x2 = left[column + 1] - side / 2 - 4;
    const y2 = middles(columns[column + 1].length)[to] + MAP * ((port + 0.5) / ports - 0.5);
    return svg("g", {}, svg("line", { x1, y1, x2, y2 }), kernelMark([x2, y2], kernel, side, most));
  });
  under.append(...groups);
  return {
    el,
    light(now, done) {
      groups.forEach((group, i) => group.setAttribute("class", i === now ? "now" : done(i) ? "done" : ""));
    },
  };
}
