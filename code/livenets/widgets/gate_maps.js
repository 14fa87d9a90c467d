// Rows of units over the characters of a text, one under the other, and a
// unit's curves: after kit.js and gate_math.js, before NAME.js.

const WIDE = /[\u1100-\uffff]/;
const HIGH = 34; // pixels of a curve
const SPARE = 64; // columns that a map keeps free, so that typing moves nothing

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

/** Where `now` first has another step than `before`: its length, if nowhere. */
export function firstOther(now, before) {
  const at = now.findIndex((each, i) => each !== before[i]);
  return at < 0 ? now.length : at;
}

/** A map to which columns are added; what it hides is cut off by its frame. */
function growing(canvas) {
  let drawn = { steps: [], units: [] };
  return {
    draw({ name, squash }, steps, units) {
      const rows = `${units}` === `${drawn.units}`;
      const room = steps.length <= canvas.width;
      if (!rows || !room) {
        canvas.height = units.length;
        canvas.width = Math.ceil((steps.length + 1) / SPARE) * SPARE;
        canvas.style.width = `calc(var(--col) * ${canvas.width})`;
      }
      const from = rows && room ? firstOther(steps, drawn.steps) : 0;
      const late = steps.slice(from);
      if (late.length) {
        const pixels = unitPixels(late, name, units, squash);
        canvas.getContext("2d").putImageData(
          new ImageData(pixels, late.length, units.length), from, 0);
      }
      drawn = { steps, units };
    },
    clear() {
      canvas.width = 0;
      drawn = { steps: [], units: [] };
    },
  };
}

/** Letters in their places; those that stay are left alone. */
function spell(row, text) {
  text.forEach(({ shown, kind, words }, i) => {
    const span = row.children[i] ?? row.appendChild(h("span"));
    if (span.textContent !== shown) span.textContent = shown;
    if (span.className !== kind) span.className = kind;
    if (span.title !== words) span.title = words;
  });
  while (row.children.length > text.length) row.lastChild.remove();
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
  const strips = rows.map((row) => {
    const canvas = h("canvas", { width: 0 });
    return { ...row, canvas, map: growing(canvas), line: h("i", { hidden: true }),
      chart: svg("svg", { preserveAspectRatio: "none", height: HIGH }), extent: h("small") };
  });
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
    if (!shown.count) return;
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
      spell(letters, text);
      for (const strip of strips) {
        strip.map.draw(strip, steps, units);
        const tall = `${high * units.length}px`;
        if (strip.canvas.style.height !== tall) strip.canvas.style.height = strip.line.parentElement.style.height = tall;
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
      if (follow) requestAnimationFrame(() => reveal(at)); // with the frame's own layout
    },
    clear() {
      shown = { units: [], count: 0 };
      letters.replaceChildren();
      for (const { map, chart, line } of strips) {
        map.clear();
        chart.replaceChildren();
        line.hidden = true;
      }
      cursor.hidden = true;
    },
  };
}
