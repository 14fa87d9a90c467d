// Shared by every widget: put before NAME.js, since a widget is one module.

/** An element: h("input", { type: "range", oninput: f }, ...children). */
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  assign(el, props);
  el.append(...children);
  return el;
}

/** Properties where the element has them, attributes else. */
function assign(el, props) {
  for (const [key, value] of Object.entries(props)) {
    if (key === "dataset" || key === "style") Object.assign(el[key], value);
    else if (key in el && !(el instanceof SVGElement)) el[key] = value;
    else el.setAttribute(key, value);
  }
}

/** An SVG element: svg("rect", { x, y, width, height }, ...children). */
export function svg(tag, attrs = {}, ...children) {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  assign(el, attrs);
  el.append(...children);
  return el;
}

/** Other words into an element; the same ones would be laid out again for nothing. */
export function write(el, words) {
  if (el.textContent !== words) el.textContent = words;
}

/** Call `draw` now and when a trait changes; returns what stops it. */
export function follow(model, traits, draw) {
  for (const trait of traits) model.on(`change:${trait}`, draw);
  draw();
  return () => traits.forEach((trait) => model.off(`change:${trait}`, draw));
}

/** Set traits `{trait: value}` and tell the kernel, where there is one. */
export function setTraits(model, values) {
  for (const [trait, value] of Object.entries(values)) model.set(trait, value);
  model.save_changes();
}

/**
 * For a widget that only calculates. `change({trait: value}, since)` is a
 * reader's: all traits first, then one `draw()`. `start()` draws, follows the
 * traits, and returns what stops it.
 */
export function calculates(model, parts, traits, draw) {
  let quiet = false;
  function change(values, since) {
    quiet = true;
    setTraits(model, values);
    quiet = false;
    draw();
    parts.drawn("js", since);
  }
  return { change, start: () => follow(model, traits, () => quiet || draw()) };
}

/** Listen until the returned function is called. */
export function listen(target, type, handler, options) {
  target.addEventListener(type, handler, options);
  return () => target.removeEventListener(type, handler, options);
}

/** Float32Array of a bytes trait, copied, since its offset may be odd. */
export function floats(bytes) {
  const { buffer, byteOffset, byteLength } = bytes;
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** Uint8ClampedArray of a bytes trait. */
export function octets(bytes) {
  return new Uint8ClampedArray(
    bytes.buffer, bytes.byteOffset, bytes.byteLength,
  );
}

/** A number for people: 3 significant digits, a true minus sign. */
export function num(x, digits = 3) {
  if (!Number.isFinite(x)) return String(x);
  const size = Math.abs(x);
  const text = size !== 0 && (size < 1e-3 || size >= 1e6)
    ? x.toExponential(digits - 1)
    : String(Number(x.toPrecision(digits)));
  return text.replace("-", "−");
}

/** [1, 6, 28, 28] → "1 × 6 × 28 × 28". */
export const times = (shape) => shape.join(" × ");

/** The largest |v|, or 1 where all are 0. */
export function reach(values) {
  let most = 0;
  for (const v of values) most = Math.max(most, Math.abs(v));
  return most || 1;
}

// Okabe–Ito: told apart by every reader; alpha shows the size, so that zero
// is the page's own background, in light and dark.
const POSITIVE = [213, 94, 0];
const NEGATIVE = [0, 114, 178];

/** Signed values (h·w) as orange (+) and blue (−), `scale` fully opaque. */
export function signedPixels(values, scale) {
  const pixels = new Uint8ClampedArray(4 * values.length);
  values.forEach((v, i) => {
    pixels.set(v < 0 ? NEGATIVE : POSITIVE, 4 * i);
    pixels[4 * i + 3] = (255 * Math.abs(v)) / scale;
  });
  return pixels;
}

/** Put RGBA pixels on a canvas of w × h of its own pixels. */
export function put(canvas, pixels, w, h) {
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  canvas.getContext("2d").putImageData(new ImageData(pixels, w, h), 0, 0);
}

/**
 * JupyterLab takes arrow keys for its cells from whatever has the focus and is
 * not a text field. It spares an element that carries this attribute itself;
 * on a parent it would come too late.
 */
const keepKeys = ({ target }) =>
  target.setAttribute("data-lm-suppress-shortcuts", "true");

/**
 * The widget's root and its common parts (DESIGN.md's contract).
 *
 * `table()` → { head: string[], rows: (string|number)[][] }, asked for when
 * the reader opens it. Returns { figure, body, say, summarise, tell, drawn }.
 */
export function shell(el, { widget, title, hint, table }) {
  const body = h("div", { className: "stage" });
  const status = h("p", { className: "status", role: "status" });
  const summary = h("figcaption", { ariaLive: "polite" });
  const cells = h("div", { className: "scroll", tabIndex: 0, role: "group",
    ariaLabel: "The numbers" });
  const details = h("details", { ontoggle: () => fill() },
    h("summary", {}, "The numbers as a table"), cells);
  const figure = h(
    "figure",
    {
      className: "livenets",
      dataset: { widget, state: "stored", engine: "stored" },
      ariaLabel: title,
    },
    h("p", { className: "title" }, h("strong", {}, title), ` ${hint}`),
    body, status, summary, details,
  );
  figure.addEventListener("focusin", keepKeys);
  el.append(figure);

  function fill() {
    if (!details.open) return;
    const { head, rows } = table();
    cells.replaceChildren(h("table", {},
      h("thead", {}, h("tr", {}, ...head.map((c) =>
        (c ? h("th", { scope: "col" }, c) : h("td"))))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((c) =>
        h("td", {}, typeof c === "number" ? num(c) : c)))))));
  }

  let quiet;
  /** The text summary: told once the reader pauses, not at every stroke. */
  function summarise(text) {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      if (summary.textContent !== text) summary.textContent = text;
      fill();
    }, summary.textContent ? 400 : 0);
  }

  /** After a redraw that a reader's change at `since` (ms) asked for. */
  function drawn(engine, since) {
    const ms = performance.now() - since;
    Object.assign(figure.dataset, { state: "live", engine });
    figure.dispatchEvent(new CustomEvent("livenets:drawn",
      { bubbles: true, detail: { engine, ms } }));
  }

  /** Facts of what is shown, for exercises: { verdict: "bus", cuts: 1 }. */
  function tell(facts) {
    figure.dataset.facts = JSON.stringify(facts);
    figure.dispatchEvent(new CustomEvent("livenets:facts", { bubbles: true }));
  }

  /** One sentence about the state, with buttons if any. */
  function say(text, ...buttons) {
    const words = h("span", {}, text);
    if (status.textContent !== text || buttons.length) {
      status.replaceChildren(words, ...buttons);
    }
  }

  return { figure, body, say, summarise, tell, drawn, stop: () => clearTimeout(quiet) };
}

/** A labelled control: text before, the control, its value after. */
export function labelled(text, control, output = "") {
  return h("label", {}, h("span", {}, text), control, output);
}
