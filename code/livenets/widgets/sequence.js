// A cell along a text, run again only from where the text has changed: after
// kit.js, before NAME.js.

/**
 * `card`: the cell's, with `carry`; `watch`: what is asked of each step.
 *
 * `request(symbols, knobs, when)` → the part of a request to live.js that is
 * not known yet, or null for no symbols; `take(outputs, request)` → all steps,
 * each { name: Float32Array }. `when`: [first, end) of the turned steps.
 */
export function sequence(card, watch, input = "symbols") {
  const carry = Object.entries(card.carry);
  const wanted = [...new Set([...watch, ...carry.map(([, result]) => result)])];
  const size = (dims) => dims.reduce((a, b) => a * b, 1);
  let known = { symbols: [], steps: [], key: "", first: Infinity };

  /** Steps that stay: the same symbols before the first knob that is turned. */
  function same(symbols, key, first) {
    const most = Math.min(symbols.length - 1, known.steps.length,
      key === known.key ? Infinity : Math.min(first, known.first));
    let n = 0;
    while (n < most && symbols[n] === known.symbols[n]) n++;
    return n;
  }

  return {
    request(symbols, knobs = {}, when = [0, Infinity]) {
      if (!symbols.length) return null;
      const key = JSON.stringify([knobs, when]);
      const first = Object.keys(knobs).length ? when[0] : Infinity;
      const start = same(symbols, key, first);
      const inputs = { [input]: Float32Array.from(symbols.slice(start)) };
      for (const [name, result] of carry) {
        inputs[name] = start ? known.steps[start - 1][result].slice()
          : new Float32Array(size(card.inputs[name]));
      }
      const within = (at) => Math.max(0, Math.min(symbols.length, at) - start);
      return { inputs, knobs, when: when.map(within), watch: wanted,
        symbols: [...symbols], start, key, first };
    },
    take(outputs, { symbols, start, key, first }) {
      const steps = symbols.length - start;
      const fresh = Array.from({ length: steps }, (_, i) =>
        Object.fromEntries(wanted.map((name) => {
          const n = outputs[name].length / steps;
          return [name, outputs[name].subarray(i * n, (i + 1) * n)];
        })));
      known = { symbols, steps: [...known.steps.slice(0, start), ...fresh], key, first };
      return known.steps;
    },
  };
}
