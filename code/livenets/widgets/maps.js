// Rows of feature maps that a reader can pick: after kit.js, before NAME.js.

/**
 * One layer's maps. `onpick(k, row, col)` when the reader takes a pixel.
 * Returns { el, draw(values, scale), mark(k, {row, col, h, w}), clear() }.
 */
export function mapRow({ label, channels, h: rows, w: cols, side, onpick }) {
  const canvases = [];
  const spots = [];
  const buttons = Array.from({ length: channels }, (_, k) => {
    const canvas = h("canvas", { width: cols, height: rows });
    const spot = h("span", { className: "spot", hidden: true });
    canvases.push(canvas);
    spots.push(spot);
    const button = h("button", {
      type: "button",
      className: "map",
      tabIndex: k === 0 ? 0 : -1,
      ariaLabel: `${label}, map ${k}`,
      style: { width: `${side}px`, aspectRatio: `${cols} / ${rows}` },
    }, canvas, spot);
    button.onclick = (event) => {
      const box = canvas.getBoundingClientRect();
      const byKey = event.detail === 0; // no pointer: the middle
      const at = (x, size, n) => (byKey ? n >> 1
        : Math.min(n - 1, Math.max(0, Math.floor((x * n) / size))));
      onpick(k, at(event.clientY - box.top, box.height, rows),
        at(event.clientX - box.left, box.width, cols));
    };
    return button;
  });
  const group = h("div", { className: "maps", role: "group", ariaLabel: label }, ...buttons);
  group.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const from = buttons.indexOf(event.target);
    if (!step || from < 0) return;
    event.preventDefault();
    const to = (from + step + channels) % channels;
    buttons.forEach((b, k) => { b.tabIndex = k === to ? 0 : -1; });
    buttons[to].focus();
  };
  const words = h("span", { className: "name" });
  const n = rows * cols;
  return {
    el: h("div", { className: "layer" }, words, group),
    /** `values` (channels·rows·cols); `scale` is drawn fully opaque. */
    draw(values, scale, text) {
      words.textContent = text;
      canvases.forEach((canvas, k) => put(canvas,
        signedPixels(values.subarray(k * n, (k + 1) * n), scale), cols, rows));
    },
    mark(k, { row, col, h: high, w: wide }) {
      Object.assign(spots[k].style, {
        top: `${(100 * row) / rows}%`, left: `${(100 * col) / cols}%`,
        height: `${(100 * high) / rows}%`, width: `${(100 * wide) / cols}%`,
      });
      spots[k].hidden = false;
    },
    clear() {
      for (const spot of spots) spot.hidden = true;
    },
    silence(k, off) {
      buttons[k].classList.toggle("silent", off);
      buttons[k].ariaLabel = `${label}, map ${k}${off ? ", silenced" : ""}`;
    },
  };
}

/** A table of numbers on their colours, all to the places that show two digits of `scale`. */
export function numberGrid(values, cols, { caption, scale }) {
  const places = Math.max(0, 1 + Math.ceil(-Math.log10(scale || 1)));
  const cells = Array.from(values, (v) => {
    const alpha = (0.75 * Math.min(1, Math.abs(v) / scale)).toFixed(2);
    const rgb = (v < 0 ? NEGATIVE : POSITIVE).join(" ");
    return h("span", { textContent: v && v.toFixed(places).replace("-", "−"),
      style: { background: `rgb(${rgb} / ${alpha})` } });
  });
  return h("div", { className: "grid", role: "img", ariaLabel: caption },
    h("b", {}, caption),
    h("div", { className: "cells", style: { "gridTemplateColumns": `repeat(${cols}, 1fr)` } },
      ...cells));
}
