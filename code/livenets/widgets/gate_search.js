// Which units follow what the reader marks: after kit.js and gate_math.js,
// before NAME.js.

const S = {
  title: "Look for units of your own",
  mark: "Mark",
  these: "these characters",
  stretch: "the stretch above",
  go: "Find units that follow it",
  best: (n, chance) => `The five of ${n} cells that follow your mark best in this text. If none meant anything, the best would still reach |r| of about ${num(chance, 2)} by chance, or more, since neighbours are alike: test yours on another text.`,
  flat: "Your mark is the same at every character here: mark some and leave some.",
  hit: (unit, r) => `${unit} (r = ${num(r, 2)})`,
};

/**
 * `now()` → { steps, cell, chars } or null; `stretch()` → [first, end);
 * `onfound(units)`, the best first; `onopen(unit)`. Returns { el, clear() }.
 */
export function gateSearch({ now, stretch, most, onfound, onopen }) {
  const kind = h("select", {}, h("option", { value: "these" }, S.these),
    h("option", { value: "stretch" }, S.stretch));
  const these = h("input", { type: "text", value: "aeiou", ariaLabel: S.these, size: 8 });
  const hits = h("p", { role: "status" });
  kind.onchange = () => { these.hidden = kind.value !== "these"; };

  function search() {
    if (!now()) return;
    const { steps, cell, chars } = now();
    const [a, b] = stretch();
    const marks = chars.map((char, t) => Number(kind.value === "these"
      ? these.value.includes(char) : t >= a && t < b));
    if (new Set(marks).size < 2) {
      hits.replaceChildren(S.flat);
      return;
    }
    const rs = followers(steps, cell, marks);
    const found = strongest(rs, most);
    hits.replaceChildren(S.best(rs.length, byChance(rs.length, marks.length)), h("br"),
      ...found.slice(0, 5).map((unit) => h("button", { type: "button",
        textContent: S.hit(unit, rs[unit]), onclick: () => onopen(unit) })));
    onfound(found);
  }

  return {
    el: h("details", {}, h("summary", {}, S.title),
      h("div", { className: "line" }, labelled(S.mark, kind), these,
        h("button", { type: "button", textContent: S.go, onclick: search })), hits),
    clear: () => hits.replaceChildren(),
  };
}
