// A map that shows a place and lets the reader move it, and grids of numbers:
// after kit.js, before NAME.js.

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const ROOMY = 12; // pixels a side up to which each has its number in it

/**
 * A canvas with marks over it. `onplace(row, col, time)` when the reader points
 * at a pixel, `onstep(rows, cols, time)` at an arrow key; without them it is a
 * picture only. Returns { el, draw }.
 */
export function mapView({ label, onplace, onstep }) {
  const canvas = h("canvas");
  const over = svg("svg", { "aria-hidden": "true" });
  const box = h("div", { className: "mapview", ariaLabel: label,
    role: onstep ? "application" : "img", ...(onstep ? { tabIndex: 0 } : {}) }, canvas, over);
  let size = { h: 1, w: 1, pad: 0 };
  const point = (event) => {
    const at = box.getBoundingClientRect();
    const down = ((event.clientY - at.top) / at.height) * (size.h + 2 * size.pad) - size.pad;
    const along = ((event.clientX - at.left) / at.width) * (size.w + 2 * size.pad) - size.pad;
    onplace(Math.floor(down), Math.floor(along), event.timeStamp);
  };
  if (onplace) {
    box.classList.add("live");
    box.onpointerdown = (event) => {
      if (event.button !== 0) return;
      box.setPointerCapture(event.pointerId);
      point(event);
    };
    box.onpointermove = (event) => {
      if (box.hasPointerCapture(event.pointerId)) point(event);
    };
  }
  if (onstep) {
    box.onkeydown = (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      const far = event.shiftKey ? 5 : 1;
      onstep(far * step[0], far * step[1], event.timeStamp);
    };
  }
  /**
   * `marks`: { row, col, h, w, kind } over a map with `pad` around it. `texts`:
   * { value, dark } a pixel; `dark` says what grey it is on, if it is on grey.
   */
  function draw({ pixels, h: rows, w: cols, pad = 0, marks = [], texts, words }) {
    size = { h: rows, w: cols, pad };
    put(canvas, pixels, cols, rows);
    const inside = (100 * pad) / (cols + 2 * pad);
    Object.assign(canvas.style, { inset: `${inside}%`, width: `${100 - 2 * inside}%` });
    box.classList.toggle("padded", pad > 0);
    if (words) box.ariaLabel = words;
    over.setAttribute("viewBox", `${-pad} ${-pad} ${cols + 2 * pad} ${rows + 2 * pad}`);
    over.replaceChildren(
      ...(texts && cols + 2 * pad <= ROOMY ? texts.map((text, i) => svg("text", {
        x: (i % cols) + 0.5, y: Math.floor(i / cols) + 0.62, "text-anchor": "middle",
        class: { true: "light", false: "dark" }[text.dark] ?? "" }, text.value)) : []),
      ...marks.flatMap(({ row, col, h: high, w: wide, kind }) =>
        ["halo", kind].map((c) => svg("rect",
          { x: col, y: row, width: wide, height: high, class: c }))));
  }
  return { el: box, draw };
}

/** Black to the channel's own colour. */
export function tinted(values, c) {
  const pixels = new Uint8ClampedArray(4 * values.length);
  values.forEach((v, i) => {
    pixels[4 * i + c] = 255 * v;
    pixels[4 * i + 3] = 255;
  });
  return pixels;
}

/** A named box in a flex line. */
export function named(text, ...children) {
  const words = h("b", {}, text);
  return { el: h("div", { className: "named" }, words, ...children), words };
}

/** A number with so many decimals, for a small cell; 0 stays 0. */
export function fixed(v, decimals = 2) {
  if (!Number.isFinite(v)) return v < 0 ? "−∞" : String(v);
  return v === 0 ? "0" : v.toFixed(decimals).replace("-", "−");
}

/** a, −b, c → "a − b + c". */
export function added(values, digits = 2) {
  return values.map((v, i) => {
    if (i === 0) return num(v, digits);
    return v < 0 ? ` − ${num(-v, digits)}` : ` + ${num(v, digits)}`;
  }).join("");
}

/** Orange above 0, blue below. */
const tint = (v, alpha) => ({
  background: `rgb(${(v < 0 ? NEGATIVE : POSITIVE).join(" ")} / ${alpha.toFixed(2)})` });

/** Grey of brightness v (in [0, 1]) with ink that is readable on it. */
const shade = (v) => ({ background: `rgb(${255 * v} ${255 * v} ${255 * v})`,
  color: v < 0.5 ? "#fff" : "#1a1a1a" });

/**
 * k×k numbers on their colours, or on grey without a `scale`. `mark(i)` may
 * give a cell a class.
 */
export function cells(values, { caption, scale, mark = () => "" }) {
  const k = Math.sqrt(values.length);
  return h("div", { className: "grid", role: "img", ariaLabel: caption },
    h("b", {}, caption),
    h("div", { className: "cells", style: { gridTemplateColumns: `repeat(${k}, max-content)` } },
      ...Array.from(values, (v, i) => {
        const text = fixed(v, scale && Math.abs(v) < 0.1 ? 3 : 2);
        const kind = mark(i);
        if (kind.includes("outside")) return h("span", { className: kind, textContent: text });
        return h("span", { className: kind, textContent: text,
          style: scale ? tint(v, 0.75 * Math.min(1, Math.abs(v) / scale)) : shade(v) });
      })));
}

/**
 * A k×k kernel whose numbers can be typed over. `onedit(values, time)`;
 * `name(row, column)` → what a screen reader says of a cell.
 */
export function kernelEditor({ caption, name, onedit }) {
  const words = h("b", {}, caption);
  const grid = h("div", { className: "cells" });
  let now = [];
  function draw(kernel, text = caption) {
    const k = Math.sqrt(kernel.length);
    const scale = reach(kernel);
    now = Array.from(kernel);
    words.textContent = text;
    if (grid.children.length !== kernel.length) {
      grid.style.gridTemplateColumns = `repeat(${k}, max-content)`;
      grid.replaceChildren(...now.map((_, i) => h("input", {
        type: "number", step: "any", inputMode: "decimal",
        ariaLabel: name(Math.floor(i / k), i % k),
        oninput: ({ target, timeStamp }) => {
          const bad = !Number.isFinite(target.valueAsNumber);
          target.ariaInvalid = String(bad);
          if (!bad) onedit(now.with(i, target.valueAsNumber), timeStamp);
        },
        onblur: ({ target }) => {
          target.ariaInvalid = "false";
          target.value = short(now[i]);
        },
      })));
    }
    [...grid.children].forEach((cell, i) => {
      Object.assign(cell.style, tint(kernel[i], (0.6 * Math.abs(kernel[i])) / scale));
      // what is being typed stays as it is typed
      if (cell !== document.activeElement) cell.value = short(kernel[i]);
    });
  }
  return { el: h("div", { className: "grid" }, words, grid), draw };
}

/** 0.111 for 1/9. */
const short = (v) => String(Number(v.toPrecision(3)));
