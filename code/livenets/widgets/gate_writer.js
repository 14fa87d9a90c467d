// A network that goes on with a text, a character a step: after kit.js,
// gate_math.js and type_text.js, before NAME.js.

const W = {
  write: "Let it write on",
  stop: "Stop",
  undo: "Take back what it wrote",
  calm: "You asked for less motion: each click writes one character.",
  full: (most) => `The text is full: ${most} characters.`,
  temperature: "Temperature",
  seed: "Seed",
};
const PACE = 70; // ms between two characters

/**
 * `now()` → { field, symbols, never, scores } of the network that reads, or
 * null for an empty text; `ask(time)` reads the field; `say(text)`. Returns
 * { el, went(): after a step was drawn, stop(), reset() }.
 */
export function gateWriter({ limit, now, ask, say }) {
  let throws = null; // while it writes
  let wrote = 0; // characters since the reader's
  let before = null; // the reader's own text
  let timer;
  const warmth = h("output", { value: "0.6" });
  const heat = h("input", { type: "range", min: 0.1, max: 2, step: 0.1, value: 0.6,
    oninput: () => { warmth.value = num(heat.valueAsNumber, 2); } });
  const seed = h("input", { type: "number", min: 0, step: 1, value: 0 });
  const go = h("button", { type: "button", textContent: W.write, onclick: () => (throws ? stop() : start()) });
  const undo = h("button", { type: "button", textContent: W.undo, disabled: true, onclick: ({ timeStamp }) => {
    now().field.set(before);
    reset();
    ask(timeStamp);
  } });

  function start() {
    if (!now()) return;
    before ??= now().field.field.value;
    undo.disabled = false;
    throws = dice(seed.valueAsNumber || 0);
    for (let i = 0; i < wrote; i++) throws(); // go on, not begin anew
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      say(W.calm);
      next();
      stop();
      return;
    }
    go.textContent = W.stop;
    next();
  }

  function next() {
    const { field, symbols, never, scores } = now();
    const letters = field.letters();
    if (letters.length >= limit) {
      stop();
      say(W.full(limit));
      return;
    }
    wrote += 1;
    const k = sampled(scores, heat.valueAsNumber, throws(), never);
    field.set(letters.map(({ char }) => char).join("") + symbols[k]);
    ask(performance.now());
  }

  function stop() {
    clearTimeout(timer);
    throws = null;
    go.textContent = W.write;
  }

  function reset() {
    stop();
    [wrote, before, undo.disabled] = [0, null, true];
  }

  return {
    el: h("div", { className: "line" }, go, undo, labelled(W.temperature, heat, warmth), labelled(W.seed, seed)),
    went() {
      clearTimeout(timer);
      if (throws) timer = setTimeout(next, PACE);
    },
    stop,
    reset,
  };
}
