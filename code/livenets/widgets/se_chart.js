// One block's gates as bars, over the maps that they scale: after se_gates.js.

const CHART = {
  chart: "Gates of the block: A blue, B orange. The slider below chooses a channel.",
  strips: { before: (s) => `${s}, before`, after: (s) => `${s}, × its gate` },
  colours: "In the maps orange is above 0, blue below.",
  map: (s, k, when) => `Map ${k} of ${s}, ${when} the gate`,
  before: "before", after: "after",
  own: (v) => `(computed: ${v})`,
};
export const SIDES = { a: "A", b: "B" };
const WIDTH = 640; // of the SVG; its height is 100
const KEYS = Object.keys(SIDES);

/**
 * `onpick(position, time)` when the reader points at a bar. Returns { els,
 * product, draw(block) } of a block { order, at, range, gates, computed,
 * forced, before, high, wide }: `gates`, `computed` and `before` (C·h·w) are
 * pairs, of A and of B.
 */
export function gateChart({ onpick }) {
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} 100`, preserveAspectRatio: "none",
    role: "img", class: "se-chart", "aria-label": CHART.chart });
  const ends = [h("span"), h("span")];
  const strips = h("div", { className: "se-strips" });
  const product = h("div", { className: "line" });
  let count = 1; // of channels
  const point = (event) => {
    const box = chart.getBoundingClientRect();
    onpick(Math.floor(((event.clientX - box.left) / box.width) * count), event.timeStamp);
  };
  chart.onpointerdown = point;
  chart.onpointermove = (event) => event.buttons && point(event);

  function bars({ order, at, range, gates, computed, forced }) {
    const step = WIDTH / count;
    const spread = count > 60 ? [[0, 0.5], [0.5, 1]] : [[0.1, 0.48], [0.52, 0.9]];
    const tick = (k, i) => computed.map((values, s) => {
      const y = (100 * (1 - within(values[k], range))).toFixed(2);
      return `M${((i + s / 2) * step).toFixed(2)} ${y}h${(step / 2).toFixed(2)}`;
    }).join("");
    ends.forEach((end, i) => { end.textContent = num(range[1 - i], 2); });
    chart.replaceChildren(
      svg("rect", { class: "chosen", x: order.indexOf(at) * step, y: 0, width: step, height: 100 }),
      svg("path", { class: "axis", d: `M0 0.5H${WIDTH}M0 50H${WIDTH}M0 99.5H${WIDTH}` }),
      ...KEYS.map((key, s) => svg("path", { class: `se-${key} bars`,
        d: barPath(order.map((k) => within(gates[s][k], range)), step, 100, ...spread[s]) })),
      svg("path", { class: "computed",
        d: order.map((k, i) => (forced[k] === null ? "" : tick(k, i))).join("") }));
  }

  function band(values, { order, high, wide }, scale, words) {
    const canvas = h("canvas", { style: { aspectRatio: `${count * wide} / ${high}` } });
    const { pixels, w, h: tall } = strip(values, order, high, wide, scale);
    put(canvas, pixels, w, tall);
    return h("div", {}, h("span", {}, words), canvas);
  }

  function multiply({ at, gates, computed, forced, before, high, wide }, scale) {
    product.replaceChildren(...KEYS.map((key, s) => {
      const one = before[s].subarray(at * high * wide, (at + 1) * high * wide);
      const view = (values, when) => {
        const canvas = h("canvas", { className: "se-map", role: "img",
          ariaLabel: CHART.map(SIDES[key], at, when) });
        put(canvas, signedPixels(values, scale), wide, high);
        return canvas;
      };
      const own = forced[at] === null ? "" : CHART.own(num(computed[s][at]));
      return h("span", { className: "se-product" }, h("b", { className: `se-${key}` }, SIDES[key]),
        view(one, CHART.before), h("span", {}, `× ${num(gates[s][at])} ${own} =`),
        view(one.map((v) => v * gates[s][at]), CHART.after));
    }));
  }

  return {
    els: [h("div", { className: "se-plot" }, ...ends, chart), strips,
      h("p", { className: "se-note" }, CHART.colours)],
    product,
    draw(block) {
      count = block.order.length;
      bars(block);
      const scale = reach([...block.before[0], ...block.before[1]]);
      strips.replaceChildren(...block.before.flatMap((maps, s) => {
        const side = SIDES[KEYS[s]];
        return [band(maps, block, scale, CHART.strips.before(side)),
          band(gated(maps, block.gates[s]), block, scale, CHART.strips.after(side))];
      }));
      multiply(block, scale);
    },
  };
}
