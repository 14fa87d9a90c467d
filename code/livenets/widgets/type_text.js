// A text that the reader types or pastes, as numbers of symbols: after kit.js,
// before NAME.js.

const TYPE = {
  long: (n, most) => `Your text has ${n} characters, and at most ${most} are read here. It is kept as you typed it: shorten it, and the network goes on.`,
  unknown: (list) => `The network has never seen ${list}: it reads on without.`,
  rare: (list) => `The network has no symbol of its own for ${list}: it reads "unknown" there.`,
};

/**
 * Text → [{ char, symbol }], a character of any script each; symbol is its
 * number in `symbols`, or `unknown` where it has none (null: it is not read).
 * Symbols without capitals read capitals as small letters, as Alphabet does.
 */
export function encode(text, symbols, unknown = null) {
  const { numbers, read } = alphabet(symbols);
  return Array.from(text.normalize("NFC").replaceAll("\r\n", "\n"), (char) =>
    ({ char, symbol: numbers.get(read(char)) ?? unknown }));
}

const alphabets = new WeakMap(); // made once, not at every key

/** `numbers`: symbol → its number; `read`: character → the symbol that it is looked up as. */
function alphabet(symbols) {
  if (!alphabets.has(symbols)) {
    const small = symbols.every((symbol) => symbol === symbol.toLowerCase());
    alphabets.set(symbols, { numbers: new Map(symbols.map((symbol, i) => [symbol, i])),
      read: (char) => (small ? char.toLowerCase() : char) });
  }
  return alphabets.get(symbols);
}

/** A character as a reader can see it; what shows nothing by its number. */
export function visible(char) {
  const shown = { "\n": "⏎", " ": "␣", "\t": "⇥" }[char];
  if (shown || !/^[\p{C}\p{Z}\p{M}]/u.test(char)) return shown ?? char;
  return `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What is written from the right turns nothing else in a sentence. */
const apart = (char) => (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(char)
  ? `\u2068${char}\u2069` : char);

/** What is to be told of a text, or "". */
export function told(letters, symbols, unknown = null) {
  const { numbers, read } = alphabet(symbols);
  const odd = [...new Set(letters.map(({ char }) => char))]
    .filter((char) => !numbers.has(read(char)));
  if (!odd.length) return "";
  const list = odd.slice(0, 8).map((char) => `“${apart(visible(char))}”`).join(", ")
    + (odd.length > 8 ? ", …" : "");
  return unknown === null ? TYPE.unknown(list) : TYPE.rare(list);
}

/**
 * The field. `ontext(letters, time)` after every change that can be read; not
 * while an input method composes. Returns { el, field, letters(), set(text) }.
 */
export function typeText({ label, symbols, unknown = null, limit, rows = 1, ontext }) {
  const field = h(rows > 1 ? "textarea" : "input", { className: "typed",
    ...(rows > 1 ? { rows } : { type: "text" }),
    spellcheck: false, autocomplete: "off", autocapitalize: "off" });
  const words = h("p", { className: "told", role: "status" });
  let now = [];
  function read(time) {
    const text = field.value;
    // so long a text is not even taken apart: it may be a million characters
    const letters = text.length > 8 * limit ? null : encode(text, symbols, unknown);
    const n = letters?.length ?? Array.from(text).length;
    const long = String(n > limit);
    if (field.ariaInvalid !== long) field.ariaInvalid = long;
    if (n > limit) {
      write(words, TYPE.long(n, limit));
      return;
    }
    now = letters;
    write(words, told(letters, symbols, unknown));
    ontext(letters, time);
  }
  field.oninput = (event) => { if (!event.isComposing) read(event.timeStamp); };
  // no handler property: `oncompositionend` would never be called
  field.addEventListener("compositionend", (event) => read(event.timeStamp));
  return {
    el: h("div", {}, labelled(label, field), words),
    field,
    letters: () => now,
    /** Put a text in without asking the network. */
    set(text) {
      field.value = text;
      now = encode(text, symbols, unknown);
      write(words, told(now, symbols, unknown));
    },
  };
}
