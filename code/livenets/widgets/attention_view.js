// Heads to choose from and a text to choose in: after maps.js and
// attention_math.js, before attention.js.

const A = {
  head: (layer, head, role) => `layer ${layer}, head ${head}${role ? `: ${role}` : ""}`,
  caption: (layer, head, role) => `${layer}.${head}${role ? ` ${role}` : ""}`,
  heads: "Heads. Arrow keys move among them, Enter opens one.",
  text: "Your text. Arrow keys choose a character.",
  char: (char, t) => `${char}, place ${t}`,
  stranger: (char) => `${char}, which the network does not know`,
};
const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };

/**
 * A small map of each head, a row a layer. `onpick(layer, head, time)`.
 * Returns { el, draw(layer, head, ink, n), mark(layer, head, changed) }.
 */
export function headGrid({ layers, heads, roles, onpick }) {
  const flat = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let head = 0; head < heads; head++) {
      const role = roles[`${layer}.${head}`];
      const canvas = h("canvas", { width: 1, height: 1 });
      flat.push({ canvas, button: h("button", { type: "button", className: "headmap",
        ariaLabel: A.head(layer, head, role),
        onclick: (event) => onpick(layer, head, event.timeStamp) },
      canvas, h("span", {}, A.caption(layer, head, role))) });
    }
  }
  const el = h("div", { className: "headmaps", role: "group", ariaLabel: A.heads,
    style: { gridTemplateColumns: `repeat(${heads}, 1fr)` } }, ...flat.map(({ button }) => button));
  el.onkeydown = (event) => {
    const from = flat.findIndex(({ button }) => button === event.target);
    const step = (MOVES[event.key] ?? 0) * (event.key.length > 9 || event.key === "ArrowLeft" ? 1 : heads);
    if (from < 0 || !step) return;
    event.preventDefault();
    flat[(from + step + flat.length) % flat.length].button.focus();
  };
  return {
    el,
    draw: (layer, head, ink, n) =>
      put(flat[layer * heads + head].canvas, signedPixels(ink, 1), n, n),
    /** `mode(layer, head)` is "trained" where nothing is changed. */
    mark(layer, head, mode) {
      flat.forEach(({ button }, i) => {
        const [at, k] = [Math.floor(i / heads), i % heads];
        const here = at === layer && k === head;
        button.setAttribute("aria-pressed", String(here));
        button.tabIndex = here ? 0 : -1;
        button.dataset.mode = mode(at, k);
      });
    },
  };
}

/**
 * The text, a button a character. `onchoose(place)`; `onlook(place or null)`
 * while the mouse is over a character. Returns { el, set, tint }.
 */
export function textStrip({ onchoose, onlook }) {
  const el = h("div", { className: "strip", role: "group", ariaLabel: A.text });
  let buttons = [];
  el.onkeydown = (event) => {
    const from = buttons.indexOf(event.target);
    const to = from + (MOVES[event.key] ?? 0);
    if (from < 0 || to === from) return;
    event.preventDefault();
    if (!buttons[to]) return;
    buttons[to].focus();
    onchoose(to);
  };
  el.onpointerleave = () => onlook(null);
  return {
    el,
    /** `letters`: type_text.js's; those without a symbol have no place. */
    set(letters) {
      buttons = [];
      const parts = letters.flatMap(({ char, symbol }) => {
        if (symbol === null) {
          return [h("s", { title: A.stranger(char) }, visible(char))];
        }
        const t = buttons.length;
        const button = h("button", { type: "button", tabIndex: -1,
          ariaLabel: A.char(visible(char), t), textContent: visible(char),
          onclick: () => onchoose(t),
          onpointerenter: ({ pointerType }) => { if (pointerType === "mouse") onlook(t); } });
        buttons.push(button);
        return char === "\n" ? [button, h("br")] : [button];
      });
      el.replaceChildren(...parts);
    },
    /** Ink where place t reads; `words(s)` says how much. */
    tint(row, t, words) {
      buttons.forEach((button, s) => {
        const ink = s < row.length ? 0.65 * Math.sqrt(row[s]) : 0;
        button.style.background = `rgb(${POSITIVE.join(" ")} / ${ink.toFixed(3)})`;
        button.title = words(s);
        button.classList.toggle("later", s > t);
        button.setAttribute("aria-pressed", String(s === t));
        button.tabIndex = s === t ? 0 : -1;
      });
    },
  };
}
