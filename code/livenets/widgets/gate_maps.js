// Rows of units over the characters of a text, one under the other, and a
// unit's curves: after kit.js and gate_math.js, before NAME.js.

const WIDE = /[\u1100-\uffff]/;
const HIGH = 34; // pixels of a curve

/** Values in [−1, 1] of some units over all steps → RGBA, a row a unit. */
export function unitPixels(steps, name, units, squash = (v) => v) {
  const pixels = new Uint8ClampedArray(4 * units.length * steps.length);
  let at = 0;
  for (const unit of units) {
    for (const step of steps) {
      const v = squash(step[name][unit]);
      const [r, g, b] = v < 0 ? NEGATIVE : POSITIVE;
      pixels[at++] = r;
      pixels[at++] = g;
      pixels[at++] = b;
      pixels[at++] = 255 * Math.abs(v);
    }
  }
  return pixels;
}

/** "0.5,10 1.5,12 …": one unit's value in the middle of each step. */
export function points(values, low, high) {
  return values.map((v, t) =>
    `${t + 0.5},${(HIGH * (high - v) / (high - low)).toFixed(2)}`).join(" ");
}

/**
 * `rows`: [{ name, label, signed, squash }]. `onchoose(unit or null, at)` by pointer,
 * `onpeek` the same while one hovers, and with nothing when one leaves,
 * `onstep(units, characters)` by arrow keys. Returns { el, draw, point, clear }.
 */
export function gateMaps({ rows, label, onchoose, onpeek, onstep }) {
  const letters = h("div", { className: "letters" });
  const cursor = h("div", { className: "cursor", hidden: true });
  const strips = rows.map((row) => ({ ...row, canvas: h("canvas"), line: h("i", { hidden: true }),
    chart: svg("svg", { preserveAspectRatio: "none", height: HIGH }), extent: h("small") }));
  const words = h("b");
  const board = h("div", { className: "board" },
    h("span"), letters,
    ...strips.flatMap(({ canvas, line, label: text }) =>
      [h("span", {}, text), h("div", { className: "strip" }, canvas, line)]),
    words, h("div"),
    ...strips.flatMap(({ chart, label: text, extent }) =>
      [h("span", {}, text, extent), h("div", { className: "strip" }, chart)]),
    cursor);
  const scroll = h("div", { className: "gatemaps", tabIndex: 0, role: "application", ariaLabel: label }, board);
  let shown = { units: [], count: 0 };

  /** The unit and the character under the pointer. */
  function under(event) {
    const box = letters.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / box.width) * shown.count);
    if (!(at >= 0 && at < shown.count)) return null;
    const map = strips.find(({ canvas }) => canvas === event.target);
    if (!map) return [null, at];
    const { top, height } = map.canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * shown.units.length);
    return [shown.units[Math.max(0, Math.min(shown.units.length - 1, row))], at];
  }
  board.onclick = (event) => {
    const found = under(event);
    if (found) onchoose(...found);
  };
  board.onpointermove = (event) => {
    const found = event.pointerType === "mouse" && under(event);
    if (found) (event.buttons === 1 ? onchoose : onpeek)(...found);
  };
  board.onpointerleave = () => onpeek();
  scroll.onkeydown = (event) => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    onstep(step[0], step[1] * (event.shiftKey ? 10 : 1));
  };

  /** Scroll until a character can be seen beside the names. */
  function reveal(at) {
    const wide = letters.offsetWidth / shown.count;
    const x = at * wide - scroll.scrollLeft;
    const room = scroll.clientWidth - letters.offsetLeft;
    if (x < 0 || x + wide > room) scroll.scrollLeft = at * wide - 0.7 * room;
  }

  return {
    el: scroll,
    /** `text`: [{ shown, kind, words }] a step; `high`: pixels of a unit's row. */
    draw({ text, steps, units, high }) {
      shown = { units, count: steps.length };
      board.style.setProperty("--count", steps.length);
      board.classList.toggle("wide", text.some(({ shown: char }) => WIDE.test(char) && !"␣⏎⇥".includes(char)));
      letters.replaceChildren(...text.map(({ shown: char, kind, words: title }) =>
        h("span", { textContent: char, className: kind, title })));
      for (const { canvas, name, line, squash } of strips) {
        put(canvas, unitPixels(steps, name, units, squash), steps.length, units.length);
        canvas.style.height = line.parentElement.style.height = `${high * units.length}px`;
      }
    },
    /** Mark a unit and a character; `free`: steps of the network untouched. */
    point({ steps, free, unit, at, title, follow }) {
      words.textContent = title;
      strips.forEach(({ name, signed, chart, extent, line }) => {
        const row = steps.map((step) => step[name][unit]);
        const beside = free?.map((step) => step[name][unit]) ?? [];
        const high = Math.max(1, reach(row), reach(beside));
        const low = signed ? -high : 0;
        extent.textContent = ` ${num(low, 2)} … ${num(high, 2)}`;
        chart.setAttribute("viewBox", `0 0 ${steps.length} ${HIGH}`);
        chart.replaceChildren(
          svg("line", { x1: 0, x2: steps.length, y1: signed ? HIGH / 2 : HIGH, y2: signed ? HIGH / 2 : HIGH, class: "zero" }),
          ...(beside.length ? [svg("polyline", { points: points(beside, low, high), class: "free" })] : []),
          svg("polyline", { points: points(row, low, high), class: "now" }));
        const place = shown.units.indexOf(unit);
        line.hidden = place < 0;
        line.style.top = `${(100 * place) / shown.units.length}%`;
        line.style.height = `${100 / shown.units.length}%`;
      });
      cursor.hidden = false;
      cursor.style.setProperty("--at", at);
      if (follow) reveal(at);
    },
    clear() {
      shown = { units: [], count: 0 };
      letters.replaceChildren();
      for (const { canvas, chart, line } of strips) {
        canvas.width = 0;
        chart.replaceChildren();
        line.hidden = true;
      }
      cursor.hidden = true;
    },
  };
}
