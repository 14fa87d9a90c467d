// Two columns of layers and the wires between them: after maps.js and units.js,
// before NAME.js.

/** Which channels of the layer before a channel sees: [first, end). */
export function sees(k, channels, before, hears) {
  if (hears) return [0, before];
  return k < channels / 2 ? [0, before / 2] : [before / 2, before];
}

/** `on` per column → a factor per channel. */
export const halves = (on, channels) =>
  Array.from({ length: channels }, (_, k) => on[k < channels / 2 ? 0 : 1]);

/** The wire that a layer hears, if any. */
export const wireInto = (layer, wires) => wires.find((wire) => wire.startsWith(`${layer}.`));

/**
 * One layer: the left half's maps or units, the right half's.
 * `onpick(k)`: a map was chosen. Returns { el, draw(values, texts), light(range, chosen) }.
 */
export function pairOf({ name, shape, side, onpick, words }) {
  const half = shape[1] / 2;
  const size = shape.slice(2).reduce((a, b) => a * b, 1);
  const maps = shape.length === 4;
  const parts = [0, 1].map((column) => (maps
    ? mapRow({ label: words(name, column), channels: half, h: shape[2], w: shape[3], side,
      onpick: (k) => onpick(column * half + k) })
    : unitField(half, 41)));
  const buttons = maps ? parts.flatMap((part) => [...part.el.querySelectorAll(".map")]) : [];
  return {
    el: h("div", { className: "pair" }, ...parts.map((part) => part.el)),
    draw(values, texts) {
      const scale = reach(values);
      parts.forEach((part, column) => part.draw(
        values.subarray(column * half * size, (column + 1) * half * size), scale, texts[column]));
    },
    light([first, end], chosen) {
      buttons.forEach((button, k) => {
        button.classList.toggle("sees", k >= first && k < end);
        button.setAttribute("aria-pressed", String(k === chosen));
      });
    },
  };
}

/**
 * What leads from one layer to the next: each column's own line, where they
 * talk the two that cross, and at the end both into one. `draw(on, talk)`:
 * 0 … 1 each.
 */
export function wiring(kind) {
  const line = (d, name) => svg("path", { d, class: name, "vector-effect": "non-scaling-stroke" });
  const [left, right] = kind === "join" ? ["M25 0L50 20", "M75 0L50 20"] : ["M25 0V20", "M75 0V20"];
  const own = [line(left, "own"), line(right, "own")];
  const talk = kind === "talk" ? [line("M25 0L75 20", "talk"), line("M75 0L25 20", "talk")] : [];
  const el = svg("svg", { class: `wiring ${kind}`, viewBox: "0 0 100 20", preserveAspectRatio: "none",
    "aria-hidden": "true" }, ...talk, ...own);
  return {
    el,
    draw(on, factor) {
      own.forEach((path, i) => path.classList.toggle("cut", !on[i]));
      talk.forEach((path, i) => {
        path.classList.toggle("cut", !factor || on.includes(0));
        path.setAttribute("stroke-width", 1 + 3 * factor);
      });
    },
  };
}
