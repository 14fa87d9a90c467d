// The likeliest next symbols, and a network's writing: after kit.js, scores.js
// and type_text.js, before NAME.js.

/** A row for each of the `most` likeliest. Returns { el, draw(scores, symbols, beside) }. */
export function nextSymbols(most) {
  const rows = Array.from({ length: most }, () => {
    const [char, bar, mark, words] = [h("span"), h("i"), h("u"), h("span")];
    return { char, bar, mark, words, el: h("div", {}, char, h("span", { className: "track" }, bar, mark), words) };
  });
  const el = h("div", { className: "scores next-symbols" }, ...rows.map((row) => row.el));
  return {
    el,
    /** `beside`: other scores, marked on the bars. → { shares, order }. */
    draw(scores, symbols, beside, text) {
      const shares = softmax(scores);
      const others = beside && softmax(beside);
      const order = strongest(shares, most);
      rows.forEach(({ char, bar, mark, words }, i) => {
        const k = order[i];
        write(char, visible(symbols[k]));
        bar.style.transform = `scaleX(${shares[k].toFixed(4)})`; // a width would be laid out
        mark.hidden = !others;
        if (others) mark.style.left = `${100 * others[k]}%`;
        write(words, text(percent(shares[k]), others && percent(others[k])));
      });
      return { shares, order };
    },
    clear() {
      for (const { char, bar, mark, words } of rows) {
        char.textContent = words.textContent = "";
        bar.style.transform = "scaleX(0)";
        mark.hidden = true;
      }
    },
  };
}
