// One unit's values over the characters of a text: after kit.js, before
// gate_maps.js.

const HIGH = 34; // pixels of a curve

/** Where `now` first has another step than `before`: its length, if nowhere. */
export function firstOther(now, before) {
  const at = now.findIndex((each, i) => each !== before[i]);
  return at < 0 ? now.length : at;
}

/** "0.5,10 1.5,12 …": one unit's value in the middle of each step from `from` on. */
export function points(values, low, high, from = 0) {
  return values.slice(from).map((v, i) =>
    `${from + i + 0.5},${(HIGH * (high - v) / (high - low)).toFixed(2)}`).join(" ");
}

/** A curve that gets longer; where its past has changed it is drawn anew. */
function growingCurve(look) {
  const el = svg("polyline", { class: look });
  let drawn = { row: [] };
  return {
    el,
    draw(row, low, high) {
      const goes = low === drawn.low && high === drawn.high
        && firstOther(drawn.row, row) === drawn.row.length;
      if (goes && row.length === drawn.row.length) return;
      const text = goes ? `${drawn.text} ${points(row, low, high, drawn.row.length)}` : points(row, low, high);
      el.setAttribute("points", text);
      drawn = { row, low, high, text };
    },
  };
}

/** One unit's curve, and beside it that of the network untouched. */
function unitChart({ name, signed }) {
  const [now, beside] = ["now", "free"].map(growingCurve);
  const middle = signed ? HIGH / 2 : HIGH;
  const zero = svg("line", { x1: 0, y1: middle, y2: middle, class: "zero" });
  const chart = svg("svg", { preserveAspectRatio: "none", height: HIGH }, zero, now.el);
  const extent = h("small");
  return {
    chart,
    extent,
    widen(room) {
      chart.setAttribute("viewBox", `0 0 ${room} ${HIGH}`);
      zero.setAttribute("x2", room);
    },
    draw(steps, free, unit) {
      const of = (all) => all.map((step) => step[name][unit]);
      const [row, others] = [of(steps), free && of(free)];
      const high = Math.max(1, reach(row), others ? reach(others) : 0);
      const low = signed ? -high : 0;
      write(extent, ` ${num(low, 2)} … ${num(high, 2)}`);
      now.draw(row, low, high);
      if (others) beside.draw(others, low, high);
      if (!others) beside.el.remove();
      else if (!beside.el.parentNode) now.el.before(beside.el);
    },
  };
}
