// Sizes over moments, powers of ten apart: after kit.js, before NAME.js.

const BOX = { w: 640, h: 190, left: 58, right: 8, top: 18, bottom: 34 };

/** The height of a value, from `low` to `high` powers of ten; clamped. */
export function heightOf(value, [low, high]) {
  const power = Math.log10(Math.max(value, 1e-300));
  const share = (Math.max(low, Math.min(high, power)) - low) / (high - low);
  return BOX.h - BOX.bottom - share * (BOX.h - BOX.top - BOX.bottom);
}

/** Whole powers of ten around the values and 1, twelve apart at most. */
export function powers(values) {
  const found = values.filter((v) => v > 0).map(Math.log10);
  const high = Math.min(8, Math.ceil(Math.max(1, ...found)));
  return [Math.max(high - 12, Math.floor(Math.min(-1, ...found))), high];
}

/** `lines`: [{ name, values, className }]; returns { el, draw(lines, at) }. */
export function echoPlot({ along }) {
  const el = svg("svg", { viewBox: `0 0 ${BOX.w} ${BOX.h}`, class: "echo", role: "img" });
  function draw(lines, at, words) {
    const n = lines[0].values.length;
    const range = powers(lines.flatMap(({ values }) => values));
    const x = (t) => BOX.left + (t * (BOX.w - BOX.left - BOX.right)) / (n - 1);
    const step = Math.max(1, Math.ceil((range[1] - range[0]) / 5));
    const marks = [];
    for (let p = range[0]; p <= range[1]; p += 1) {
      if (p % step) continue;
      const y = heightOf(10 ** p, range);
      marks.push(svg("line", { x1: BOX.left, x2: BOX.w - BOX.right, y1: y, y2: y, class: p ? "rule" : "rule one" }),
        svg("text", { x: BOX.left - 6, y: y + 4, "text-anchor": "end" }, p ? `10${raised(p)}` : "1"));
    }
    el.replaceChildren(...marks,
      svg("line", { x1: x(at), x2: x(at), y1: BOX.top, y2: BOX.h - BOX.bottom, class: "at" }),
      ...lines.map(({ values, className }) => svg("polyline", { class: className,
        points: values.map((v, t) => `${x(t).toFixed(1)},${heightOf(v, range).toFixed(1)}`).join(" ") })),
      svg("text", { x: x(0), y: BOX.h - 16, "text-anchor": "middle" }, "1"),
      svg("text", { x: x(n - 1), y: BOX.h - 16, "text-anchor": "end" }, `${n}`),
      svg("text", { x: BOX.w / 2, y: BOX.h - 4, "text-anchor": "middle" }, along));
    el.setAttribute("aria-label", words);
  }
  return { el, draw };
}

/** −12 → "⁻¹²". */
const raised = (p) => [...String(p)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");
