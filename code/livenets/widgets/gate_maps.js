// Rows of units over the characters of a text, one under the other, and a
// unit's curves: after gate_curves.js, before NAME.js.

const WIDE = /[\u1100-\uffff]/;
const SPARE = 64; // columns that are kept free, so that typing lays out nothing anew
const PART = 32; // letters that are laid out together

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

/** A map to which columns are added; what it hides is cut off by its frame. */
function growing(canvas) {
  let drawn = { steps: [], units: [] };
  return {
    draw({ name, squash }, steps, units, room) {
      const rows = `${units}` === `${drawn.units}` && canvas.width === room;
      if (!rows) [canvas.height, canvas.width] = [units.length, room];
      const from = rows ? firstOther(steps, drawn.steps) : 0;
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

/** Letters in their places; those that stay, and their parts of the row, are left alone. */
function spelling(row) {
  const spans = [];
  return (text) => {
    text.forEach(({ shown, kind, words }, i) => {
      if (i % PART === 0 && i / PART === row.children.length) row.append(h("div"));
      const span = spans[i] ??= row.lastChild.appendChild(h("span"));
      if (span.textContent !== shown) span.textContent = shown;
      const look = shown.length > 1 ? `${kind} long` : kind;
      if (span.className !== look) span.className = look;
      if (span.title !== words) span.title = words;
    });
    for (const span of spans.splice(text.length)) span.remove();
    while (row.lastChild && !row.lastChild.hasChildNodes()) row.lastChild.remove();
  };
}

/**
 * `rows`: [{ name, label, signed, squash }]. `onchoose(unit or null, at)` by pointer,
 * `onpeek` the same while one hovers, and with nothing when one leaves,
 * `onstep(units, characters)` by arrow keys. Returns { el, draw, point, clear }.
 */
export function gateMaps({ rows, label, onchoose, onpeek, onstep }) {
  const letters = h("div", { className: "letters" });
  const spell = spelling(letters);
  const cursor = h("div", { className: "cursor", hidden: true });
  const strips = rows.map((row) => {
    const canvas = h("canvas", { width: 0 });
    return { ...row, ...unitChart(row), canvas, map: growing(canvas), line: h("i", { hidden: true }) };
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
  const frame = h("div", { className: "frame" }, board); // cuts off the columns that are free
  const scroll = h("div", { className: "gatemaps", tabIndex: 0, role: "application", ariaLabel: label }, frame);
  let shown = { units: [], count: 0 };
  let room = 0; // columns

  /** The unit and the character under the pointer. */
  function under(event) {
    const box = letters.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / box.width) * room);
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
    const wide = letters.offsetWidth / room;
    const x = at * wide - scroll.scrollLeft;
    const space = scroll.clientWidth - letters.offsetLeft;
    if (x < 0 || x + wide > space) scroll.scrollLeft = at * wide - 0.7 * space;
  }

  function widen(columns) {
    room = columns;
    board.style.setProperty("--room", room);
    for (const strip of strips) strip.widen(room);
  }

  return {
    el: scroll,
    /** `text`: [{ shown, kind, words }] a step; `high`: pixels of a unit's row. */
    draw({ text, steps, units, high }) {
      shown = { units, count: steps.length };
      if (steps.length > room) widen(Math.ceil((steps.length + 1) / SPARE) * SPARE);
      frame.style.width = `calc(var(--names) + var(--col) * ${steps.length})`;
      scroll.classList.toggle("wide", text.some(({ shown: char }) => WIDE.test(char) && !"␣⏎⇥".includes(char)));
      spell(text);
      for (const strip of strips) {
        strip.map.draw(strip, steps, units, room);
        const tall = `${high * units.length}px`;
        if (strip.canvas.style.height !== tall) strip.canvas.style.height = strip.line.parentElement.style.height = tall;
      }
    },
    /** Mark a unit and a character; `free`: steps of the network untouched. */
    point({ steps, free, unit, at, title, follow }) {
      write(words, title);
      const place = shown.units.indexOf(unit);
      for (const strip of strips) {
        strip.draw(steps, free, unit);
        strip.line.hidden = place < 0;
        strip.line.style.top = `${(100 * place) / shown.units.length}%`;
        strip.line.style.height = `${100 / shown.units.length}%`;
      }
      cursor.hidden = false;
      cursor.style.transform = `translateX(calc(var(--col) * ${at}))`;
      if (follow) requestAnimationFrame(() => reveal(at)); // with the frame's own layout
    },
    clear() {
      shown = { units: [], count: 0 };
      spell([]);
      for (const { map, line, draw } of strips) {
        map.clear();
        draw([], null, 0);
        line.hidden = true;
      }
      cursor.hidden = true;
    },
  };
}
