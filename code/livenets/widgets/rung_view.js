// One network's row of the ladder: after rungs.js, before ladder.js, whose table
// of labels it uses.

const TOP = 3;

/** `facts` of the network `name`; `most`: the largest of each number. */
function rung(name, facts, most) {
  const lines = Array.from({ length: TOP }, () => {
    const [bar, words, share] = [h("i"), h("span"), h("span")];
    return { bar, words, share, el: h("div", {}, words, bar, share) };
  });
  const company = h("small", { className: "company" });
  const numbers = Object.fromEntries(Object.entries(L.head).map(([key, head]) => {
    const [bar, value] = [h("i"), h("span")];
    return [key, { bar, value, el: h("div", { className: `cost ${key}` }, h("small", {}, head), value, bar) }];
  }));
  const el = h("li", {},
    h("div", { className: "who" }, h("b", {}, name), h("small", {}, String(facts.year)), company),
    h("div", { className: "says" }, ...lines.map((line) => line.el)),
    h("div", { className: "costs" }, ...Object.values(numbers).map((number) => number.el)));
  function put(key, value, text, largest = most[key]) {
    write(numbers[key].value, text);
    numbers[key].bar.style.width = `${(100 * value) / largest}%`;
  }
  put("right", mean(facts.right), spread(facts.right), 100);
  put("layers", facts.layers, String(facts.layers));
  for (const key of ["parameters", "macs"]) put(key, facts[key], short(facts[key]));
  return {
    el,
    time(ms, slowest) {
      put("ms", ms === undefined ? 0 : ms, ms === undefined ? "–" : ms.toFixed(2), slowest);
    },
    /** What it says, or null; how many say the same; is that what most say? */
    say(top, others, leads, truth) {
      el.className = !top ? "waits" : leads ? "" : "differs";
      lines.forEach(({ bar, words, share, el: line }, i) => {
        write(words, top ? top[i].name : "…");
        write(share, top ? percent(top[i].share) : "");
        bar.style.width = `${top ? 100 * top[i].share : 0}%`;
        line.className = top && top[i].name === truth ? "true" : "";
      });
      write(company, !top ? "" : L.company(others)
        + (truth ? `, ${L.right[top[0].name === truth]}` : ""));
    },
  };
}
