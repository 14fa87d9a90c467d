// What a recurrent network made of each letter, a column a letter: after
// scores.js and type_text.js, before NAME.js.

/** The likeliest class of each row of shares. */
export const verdicts = (shares) =>
  shares.map((row) => row.indexOf(Math.max(...row)));

/** By how much each step changed the share of class k; `before` the first. */
export const moves = (shares, k, before) =>
  shares.map((row, t) => row[k] - (t ? shares[t - 1] : before)[k]);

/** The steps at which the verdict became another one. */
export const turns = (best) =>
  best.flatMap((k, t) => (t && k !== best[t - 1] ? [t] : []));

/** Letters as columns: `step` counts those that are read, else null. */
export function columnsOf(letters) {
  let step = 0;
  return letters.map((letter) =>
    ({ ...letter, step: letter.symbol === null ? null : step++ }));
}

/** A share's change in points of a hundred: 0.123 → "+12". */
export const points = (move) => {
  const n = Math.round(100 * move);
  return n > 0 ? `+${n}` : n < 0 ? `−${-n}` : "0";
};

/** Bars of width 0.8 and heights in [0, 1], one a unit, as an SVG path. */
export const barsPath = (heights) => heights.map((v, i) => (v
  ? `M${i + 0.1} 1v${-v.toFixed(3)}h0.8V1z` : "")).join("");

/**
 * The board. `labels`: { letter(i, char, read), hidden(n), map, verdict,
 * change(name) }; `onchoose(step, unit)`, null where it stays. Returns
 * { el, draw({ columns, steps, shares, best, winner, moved }), point(step, unit) }.
 */
export function letterBoard({ classes, units, labels, onchoose }) {
  const short = (name) => name.slice(0, 2);
  const row = (className, props = {}) => h("div", { className, ...props });
  const letters = row("board-letters", { role: "group", ariaLabel: labels.map });
  const canvas = h("canvas", { className: "states", role: "img" });
  const line = h("i");
  const verdict = row("board-letters small"), change = row("board-letters small");
  const changeName = h("span");
  const bars = classes.map((name) => {
    const path = svg("path", { class: "mark" });
    return { name: h("span", {}, name), path, value: h("output"),
      el: svg("svg", { class: "board-bars", preserveAspectRatio: "none" }, path) };
  });
  const cursor = row("board-cursor");
  const board = h("div", { className: "letterboard" }, h("span"), letters, h("span"),
    h("span", {}, labels.hidden(units)), h("div", { className: "board-strip" }, canvas, line), h("span"),
    h("span", {}, labels.verdict), verdict, h("span"), changeName, change, h("span"),
    ...bars.flatMap((each) => [each.name, each.el, each.value]), cursor);
  let now = { columns: [], shares: [] };
  let buttons = [];

  canvas.onclick = ({ clientX, clientY, timeStamp }) => {
    const box = canvas.getBoundingClientRect();
    const i = Math.floor(((clientX - box.left) * now.columns.length) / box.width);
    const unit = Math.floor(((clientY - box.top) * units) / box.height);
    onchoose(now.columns[i]?.step ?? null, Math.max(0, Math.min(units - 1, unit)), timeStamp);
  };
  letters.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const open = buttons.filter((b) => !b.disabled);
    const to = by && open[open.indexOf(event.target) + by];
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.click();
  };

  function draw(found) {
    now = found;
    const { columns, steps, shares, best, winner, moved } = found;
    const n = columns.length;
    board.style.setProperty("--count", n);
    buttons = columns.map(({ char, step }, i) => h("button", { type: "button", textContent: visible(char),
      disabled: step === null, ariaLabel: labels.letter(i + 1, visible(char), step !== null),
      onclick: ({ timeStamp }) => onchoose(step, null, timeStamp) }));
    const focused = letters.contains(document.activeElement);
    letters.replaceChildren(...buttons);
    const values = new Float32Array(n * units);
    columns.forEach(({ step }, i) => step !== null
      && steps[step].next_h.forEach((v, u) => { values[u * n + i] = v; }));
    canvas.hidden = !n;
    if (n) put(canvas, signedPixels(values, 1), n, units);
    canvas.ariaLabel = labels.map;
    const turned = new Set(turns(best));
    const cells = (text, look) => columns.map(({ step }) =>
      (step === null ? h("span", { className: "never" }) : h("span", { textContent: text(step), ...look(step) })));
    verdict.replaceChildren(...cells((t) => short(classes[best[t]]), (t) => ({ className: turned.has(t) ? "turn" : "" })));
    changeName.textContent = labels.change(classes[winner]);
    change.replaceChildren(...cells((t) => points(moved[t]), (t) => ({ style: {
      background: `rgb(${(moved[t] < 0 ? NEGATIVE : POSITIVE).join(" ")} / ${Math.min(0.75, Math.abs(moved[t])).toFixed(2)})` } })));
    bars.forEach((each, k) => {
      each.el.setAttribute("viewBox", `0 0 ${Math.max(1, n)} 1`);
      each.path.setAttribute("d", barsPath(columns.map(({ step }) => (step === null ? 0 : shares[step][k]))));
    });
    return focused;
  }

  function point(step, unit) {
    const i = now.columns.findIndex((column) => column.step === step);
    buttons.forEach((button, k) => {
      button.ariaPressed = String(k === i);
      button.tabIndex = k === i ? 0 : -1;
    });
    board.style.setProperty("--at", i);
    cursor.hidden = i < 0;
    Object.assign(line.style, { top: `${(100 * unit) / units}%`, height: `${100 / units}%` });
    bars.forEach((each, k) => {
      each.value.textContent = now.shares[step] ? percent(now.shares[step][k]) : "";
      each.name.className = now.best?.[step] === k ? "best" : "";
    });
  }

  return { el: h("div", { className: "scroll boardbox" }, board), draw, point };
}
