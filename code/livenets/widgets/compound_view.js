// Two drawings of settings that cost the same, and one of the network: after
// compound.js, before NAME.js.

const BOX = { w: 320, h: 300, left: 52, right: 12, top: 14, bottom: 46 };

/** A panel in doublings, both ways from `from` to `to`. */
export function axes(from, to) {
  const unit = Math.min(BOX.w - BOX.left - BOX.right, BOX.h - BOX.top - BOX.bottom) / (to - from);
  return { x: (v) => BOX.left + unit * (v - from), y: (v) => BOX.h - BOX.bottom - unit * (v - from) };
}

/** The two ends of x + y = total inside [from, to]², or null. */
export function feasible(total, from, to) {
  const low = Math.max(from, total - to);
  const high = Math.min(to, total - from);
  return low < high ? [[low, total - low], [high, total - high]] : null;
}

/**
 * `xs`, `ys`: [doublings, label][]; `at(setting)` → [x, y]; `ray`: the paper's
 * direction. Returns { el, draw({ here, total, settings, chosen, words }) }.
 */
export function costPanel({ from, to, xs, ys, xName, yName, at, ray, onpick }) {
  const { x, y } = axes(from, to);
  const chart = svg("svg", { viewBox: `0 0 ${BOX.w} ${BOX.h}`, role: "img", class: "panel" });
  const reached = Math.min(...ray.map((v) => to / v));
  function draw({ here, total, settings, chosen, words }) {
    const line = feasible(total, from, to);
    chart.replaceChildren(
      ...xs.flatMap(([v, text]) => [
        svg("line", { x1: x(v), x2: x(v), y1: y(from), y2: y(to), class: "rule" }),
        svg("text", { x: x(v), y: y(from) + 16, "text-anchor": "middle" }, text)]),
      ...ys.flatMap(([v, text]) => [
        svg("line", { x1: x(from), x2: x(to), y1: y(v), y2: y(v), class: "rule" }),
        svg("text", { x: x(from) - 6, y: y(v) + 4, "text-anchor": "end" }, text)]),
      svg("text", { x: x((from + to) / 2), y: BOX.h - 8, "text-anchor": "middle", class: "axis" }, xName),
      svg("text", { x: 12, y: y((from + to) / 2), "text-anchor": "middle", class: "axis",
        transform: `rotate(-90 12 ${y((from + to) / 2)})` }, yName),
      svg("line", { x1: x(0), y1: y(0), x2: x(ray[0] * reached), y2: y(ray[1] * reached), class: "ray" }),
      ...(line ? [svg("line", { x1: x(line[0][0]), y1: y(line[0][1]), x2: x(line[1][0]), y2: y(line[1][1]), class: "same" })] : []),
      ...settings.flatMap((s, i) => {
        const [px, py] = at(s);
        const beside = i ? { x: x(px) + 7 } : { x: x(px) - 4, "text-anchor": "end" };
        return [svg("circle", { cx: x(px), cy: y(py), r: 5, class: s.name === chosen ? "family on" : "family" }),
          svg("text", { ...beside, y: y(py) + 14, class: "name" }, s.name)];
      }),
      svg("circle", { cx: x(here[0]), cy: y(here[1]), r: 7, class: "here" }));
    chart.ariaLabel = words;
  }
  let known = [];
  chart.onclick = (event) => {
    const box = chart.getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) / box.width) * BOX.w, ((event.clientY - box.top) / box.height) * BOX.h];
    const far = (s) => { const [a, b] = at(s); return Math.hypot(x(a) - px, y(b) - py); };
    const nearest = known.reduce((a, b) => (far(a) <= far(b) ? a : b));
    if (far(nearest) < 16) onpick(nearest, event.timeStamp);
  };
  return { el: chart, draw(now) { known = now.settings; draw(now); } };
}

/** The picture as a square, then a box a stage: long is deep, high is wide. */
export function portrait() {
  const chart = svg("svg", { viewBox: "0 0 640 110", role: "img", class: "portrait" });
  return {
    el: chart,
    draw({ rows, side, words }) {
      const picture = Math.min(106, 2 + side / 6);
      const unit = Math.min(9, 480 / rows.reduce((sum, row) => sum + row.blocks, 0));
      let left = 130;
      chart.replaceChildren(
        svg("rect", { x: 2, y: 55 - picture / 2, width: picture, height: picture, class: "picture" }),
        svg("text", { x: 2 + picture / 2, y: 59, "text-anchor": "middle" }, String(side)),
        ...rows.map((row) => {
          const high = Math.min(108, 3.4 * Math.sqrt(row.channels));
          const box = svg("rect", { x: left, y: 55 - high / 2, width: unit * row.blocks, height: high, class: "stagebox" },
            svg("title", {}, `${row.blocks} × ${row.channels}, ${row.side} × ${row.side}`));
          left += unit * row.blocks + 3;
          return box;
        }));
      chart.ariaLabel = words;
    },
  };
}
