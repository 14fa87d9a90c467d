// Shares of a few classes against the side of the picture: after kit.js and
// scores.js, before NAME.js.

const PLOT = { w: 640, h: 200, left: 66, right: 26, top: 12, bottom: 48 };

/** The n classes with the highest share at any side. `tried`: side → shares. */
export function leading(tried, n) {
  const most = new Map();
  for (const shares of Object.values(tried)) {
    shares.forEach((v, i) => {
      if (v > 0.005 && v > (most.get(i) ?? 0)) most.set(i, v);
    });
  }
  return [...most].sort((a, b) => b[1] - a[1]).slice(0, n).map(([i]) => i);
}

/** A line for each of `chosen`, where `tried` has the side. */
export function linesOf(tried, chosen, sides) {
  const x = (side) => PLOT.left + ((PLOT.w - PLOT.left - PLOT.right) * (side - sides[0])) / (sides.at(-1) - sides[0]);
  const y = (share) => PLOT.top + (PLOT.h - PLOT.top - PLOT.bottom) * (1 - share);
  const here = sides.filter((side) => tried[side]);
  return { x, y, lines: chosen.map((i) => here.map((side) => ({ side, x: x(side), y: y(tried[side][i]) }))) };
}

/** Returns { el, draw({ tried, at, notes, names, words }) }. */
export function sharePlot(sides, onside) {
  const chart = svg("svg", { viewBox: `0 0 ${PLOT.w} ${PLOT.h}`, role: "img", class: "shares" });
  const legend = h("p", { className: "keys" });
  chart.onclick = (event) => {
    const box = chart.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * PLOT.w;
    const { x } = linesOf({}, [], sides);
    onside(sides.reduce((a, b) => (Math.abs(x(a) - at) < Math.abs(x(b) - at) ? a : b)), event.timeStamp);
  };
  return {
    el: h("div", {}, chart, legend),
    draw({ tried, at, notes, names, words }) {
      const chosen = leading(tried, 5);
      const { x, y, lines } = linesOf(tried, chosen, sides);
      const floor = y(0);
      chart.replaceChildren(
        ...[0, 0.5, 1].flatMap((v) => [
          svg("line", { x1: PLOT.left, x2: PLOT.w - PLOT.right, y1: y(v), y2: y(v), class: "rule" }),
          svg("text", { x: PLOT.left - 6, y: y(v) + 4, "text-anchor": "end" }, `${100 * v} %`)]),
        svg("line", { x1: x(at), x2: x(at), y1: PLOT.top, y2: floor, class: "at" }),
        ...sides.flatMap((side) => [
          svg("text", { x: x(side), y: floor + 18, "text-anchor": "middle", class: side === at ? "now" : "" }, String(side)),
          svg("text", { x: x(side), y: floor + 36, "text-anchor": "middle", class: "note" }, notes[side] ?? "")]),
        ...lines.flatMap((points, i) => [
          svg("polyline", { points: points.map((p) => `${p.x},${p.y}`).join(" "), class: `c${i}` }),
          ...points.map((p) => svg("circle", { cx: p.x, cy: p.y, r: 3.5, class: `c${i}` }))]));
      chart.ariaLabel = words;
      legend.replaceChildren(...chosen.map((c, i) => h("span", { className: `c${i}` }, names[c])));
    },
  };
}
