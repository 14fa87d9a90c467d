// How masks and their verdicts are drawn: after masks.js, before NAME.js.

const DOTS = { left: 112, right: 440, row: 22, top: 8 };

/** The x of a share in [0, 1]. */
export const across = (share) => DOTS.left + share * (DOTS.right - DOTS.left);

/** A path of a dot for each share, at heights that never change. */
export function dots(shares, y) {
  return shares.map((share, i) =>
    `M${across(share).toFixed(1)} ${(y + (((i * 7) % 11) - 5) * 0.9).toFixed(1)}h0`).join("");
}

/** The shares under each mask, their mean, and the pass with all units. */
export function verdicts(classes) {
  const high = DOTS.top + DOTS.row * classes.length + 20;
  const el = svg("svg", { class: "verdicts", viewBox: `0 0 ${DOTS.right + 20} ${high}`, role: "img" });
  const rows = classes.map((name, k) => {
    const y = DOTS.top + DOTS.row * (k + 0.5);
    const parts = { y, name: svg("text", { x: DOTS.left - 10, y: y + 4, "text-anchor": "end" }, name),
      base: svg("line", { x1: DOTS.left, x2: DOTS.right, y1: y, y2: y, class: "base" }),
      dots: svg("path", { class: "dots" }), mean: svg("path", { class: "mean" }),
      whole: svg("circle", { cy: y, r: 6, class: "whole" }) };
    el.append(parts.base, parts.dots, parts.mean, parts.whole, parts.name);
    return parts;
  });
  for (const share of [0, 0.5, 1]) {
    el.append(svg("text", { x: across(share), y: high - 4, "text-anchor": "middle" }, `${100 * share} %`));
  }
  return {
    el,
    draw(whole, under, text) {
      const mean = under.length ? meanOf(under) : null;
      rows.forEach((row, k) => {
        row.dots.setAttribute("d", dots(under.map((s) => s[k]), row.y));
        row.whole.setAttribute("cx", across(whole[k]));
        const x = mean && across(mean[k]).toFixed(1);
        row.mean.setAttribute("d", mean ? `M${x} ${row.y - 9}v18` : "");
        row.name.setAttribute("class", k === largest(whole) ? "best" : "");
      });
      el.ariaLabel = text;
    },
  };
}

/** The running mean of one class, over the number of masks. */
export function meanLine() {
  const [wide, high, left] = [460, 96, 50];
  const y = (share) => 8 + (high - 28) * (1 - share);
  const line = svg("path", { class: "running" });
  const whole = svg("path", { class: "goal" });
  const last = svg("text", { y: high - 4, "text-anchor": "end", x: wide - 8 });
  const el = svg("svg", { class: "running-mean", viewBox: `0 0 ${wide} ${high}`, role: "img" },
    ...[0, 1].map((s) => svg("text", { x: left - 6, y: y(s) + 4, "text-anchor": "end" }, `${100 * s} %`)),
    whole, line, last, svg("text", { x: left, y: high - 4 }, "1"));
  return {
    el,
    draw(means, goal, most, text) {
      const x = (i) => left + ((wide - 12 - left) * i) / Math.max(1, most - 1);
      whole.setAttribute("d", `M${left} ${y(goal)}H${wide - 12}`);
      line.setAttribute("d", means.map((m, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(m).toFixed(1)}`).join(""));
      last.textContent = String(most);
      el.ariaLabel = text;
    },
  };
}
