// names, photos, selected, own: pick_photo.js; networks (one a side), stored:
// live.js; stages, classes: string[], opened: int, macs: {side: number},
// sweep: float32 bytes, the first photo's scores at every side

const L = {
  title: "A network that has seen ImageNet.",
  hint: "Give it a photograph of your own. Change the resolution, and look into any stage.",
  stored: (net) => `Stored result. Change anything, and this page loads the network, ${net} MB, and the engine, 3.7 MB: once, and from the book's own host.`,
  size: "Resolution",
  pixels: (side, macs) => `${side} × ${side}, ${macs} multiply-adds`,
  all: "Run all nine sizes",
  running: (n) => `${n} to go`,
  plot: (n) => `The shares of the leading classes at ${n} of nine sizes. Below each size: how long a run took.`,
  stage: "Stage", map: "Map",
  stageName: (name, c, side) => `${name}: ${c} maps of ${side} × ${side}`,
  ms: (v) => `${v.toFixed(0)} ms`,
  big: (k, name, side) => `Map ${k} of ${name}, over the photo, ${side} × ${side} places`,
  peak: (k, v, low) => (v === 0 && low === 0 ? `Map ${k} is 0 everywhere.` : `Map ${k}: from ${num(low)} to ${num(v)}.`),
  reads: (photo, side, macs, list) => `${photo} at ${side} × ${side} pixels, ${macs} multiply-adds: ${list}.`,
  other: (side, name, share) => ` At ${side}: ${name} (${share}).`,
  head: ["class", "score", "share, %"],
};
const giga = (n) => (n < 1e9 ? `${Math.round(n / 1e6)} M` : `${(n / 1e9).toFixed(2)} G`);

function render({ model, el }) {
  const [stages, classes, macs, cards] = ["stages", "classes", "macs", "networks"].map((t) => model.get(t));
  const sides = Object.keys(cards).map(Number);
  const parts = shell(el, { widget: "photo-reader", title: L.title, hint: L.hint, table });
  let [side, stage] = [224, stages[model.get("opened")]];
  let k = 0; // the chosen map
  let photo = 0; // counts the reader's photos
  let left = []; // sizes that are still to be run
  let running = false; // through all sizes
  let now = null; // { outputs, request }
  let tried = storedSweep(); // side → shares, of this photo
  const took = {}; // side → ms

  function storedSweep() {
    const scores = floats(model.get("sweep"));
    const row = (i) => softmax(scores.subarray(i * classes.length, (i + 1) * classes.length));
    return Object.fromEntries(sides.map((s, i) => [s, row(i)]));
  }

  const stand = h("div", { className: "line top" });
  const picker = pickPhoto(model, { drop: stand, change(values, time) {
    setTraits(model, values);
    photo += 1;
    [tried, left, running] = [{}, [], false];
    ask(time);
  } });
  const seen = h("canvas", { className: "photo", role: "img", ariaLabel: PHOTO.photo });
  const rows = Array.from({ length: 5 }, () => {
    const [name, bar, share] = [h("span"), h("i"), h("span")];
    return { name, bar, share, el: h("div", {}, name, bar, share) };
  });
  const best = h("div", { className: "scores named-scores five", role: "img" }, ...rows.map((row) => row.el));
  const size = h("output");
  const sizer = h("input", { type: "range", min: sides[0], max: sides.at(-1), step: sides[1] - sides[0],
    oninput: ({ timeStamp }) => only(sizer.valueAsNumber, timeStamp) });
  const all = h("button", { type: "button", onclick: ({ timeStamp }) => {
    left = [...sides.filter((s) => s !== side), side];
    running = true;
    toSide(left.shift(), timeStamp);
  } });
  const plot = sharePlot(sides, (s, time) => only(s, time));
  const opener = h("select", { onchange: ({ timeStamp }) => {
    [stage, k] = [stages[opener.selectedIndex], 0];
    if (now.outputs[stage] && now.request.side === side) inspect();
    else ask(timeStamp);
  } }, ...stages.map((name) => h("option", { value: name })));
  const chosen = h("output");
  const mapper = h("input", { type: "range", min: 0, oninput: () => { k = mapper.valueAsNumber; inspect(); } });
  const sheet = h("canvas", { className: "sheet" });
  const spot = h("span", { className: "spot" });
  const board = h("div", { className: "board", onclick: pickMap }, sheet, spot);
  const large = h("canvas", { className: "large", role: "img" });
  const words = h("p", { role: "status" });
  stand.append(seen, h("div", { className: "side" }, best));
  parts.body.append(picker.el, stand,
    h("div", { className: "line" }, labelled(L.size, sizer, size), all), plot.el,
    h("div", { className: "line" }, labelled(L.stage, opener), labelled(L.map, mapper, chosen)),
    h("div", { className: "line top" }, board, h("div", { className: "over" }, large, words)));

  /** One size that the reader asks for, instead of the rest. */
  function only(s, time) {
    [left, running] = [[], false];
    toSide(s, time);
  }

  function toSide(s, time) {
    side = s;
    ask(time);
  }

  async function ask(time) {
    const wanted = { network: String(side), side, photo, stage, watch: [stage, "output"], knobs: {},
      warm: parts.figure.dataset.state === "live" };
    sync();
    try {
      const rgb = await picker.rgb();
      if (wanted.photo !== photo) return;
      engine.change({ ...wanted, inputs: { input: resized(rgb, wanted.side) }, at: performance.now() }, time);
    } catch (error) {
      parts.say(error.message);
    }
  }

  const show = ({ inputs, side: s }) => put(seen, shownAgain(inputs.input), s, s);

  function sync() {
    picker.sync();
    sizer.value = side;
    size.textContent = L.pixels(side, giga(macs[side]));
    all.textContent = running ? L.running(left.length + 1) : L.all;
    stages.forEach((name, i) => {
      const [, c, n] = cards[side].outputs[name];
      opener.options[i].textContent = L.stageName(name, c, n);
    });
    opener.value = stage;
  }

  function draw(outputs, request) {
    now = { outputs, request };
    const shares = softmax(outputs.output);
    const order = shares.map((_, i) => i).sort((a, b) => shares[b] - shares[a]);
    if (request.photo === photo) tried[request.side] = shares;
    if (request.warm) took[request.side] = Math.min(took[request.side] ?? Infinity, performance.now() - request.at);
    if (request.inputs) show(request);
    rows.forEach(({ name, bar, share, el: line }, i) => {
      name.textContent = classes[order[i]];
      bar.style.width = `${(50 * shares[order[i]]).toFixed(2)}%`;
      share.textContent = percent(shares[order[i]]);
      line.className = i === 0 ? "best" : "";
    });
    const list = order.slice(0, 5).map((i) => `${classes[i]} (${percent(shares[i])})`).join(", ");
    const name = request.photo ? model.get("selected") : model.get("names")[0];
    best.ariaLabel = L.reads(name, request.side, giga(macs[request.side]), list);
    const ends = Object.keys(tried).map(Number).filter((s) => s !== request.side);
    const said = [...new Set([ends[0], ends.at(-1)])].filter((s) => s).map((s) => {
      const top = tried[s].indexOf(Math.max(...tried[s]));
      return L.other(s, classes[top], percent(tried[s][top]));
    }).join("");
    parts.summarise(best.ariaLabel + said);
    plot.draw({ tried, at: request.side, names: classes, words: L.plot(Object.keys(tried).length) + said,
      notes: Object.fromEntries(Object.entries(took).map(([s, v]) => [s, L.ms(v)])) });
    inspect();
    if (request === first) left = []; // stored, or it failed
    running = left.length > 0;
    sync();
    if (left.length) toSide(left.shift(), performance.now());
  }

  function inspect() {
    const { outputs, request } = now;
    const values = outputs[stage];
    if (!values) return; // another stage is on its way
    const [, c, n] = cards[request.side].outputs[stage];
    const across = acrossOf(c);
    const all = mosaic(values, c, n, across);
    put(sheet, all.pixels, all.w, all.h);
    Object.assign(spot.style, {
      left: `${(100 * (k % across) * (n + 1)) / all.w}%`, top: `${(100 * Math.floor(k / across) * (n + 1)) / all.h}%`,
      width: `${(100 * n) / all.w}%`, height: `${(100 * n) / all.h}%` });
    [mapper.max, mapper.value, chosen.textContent] = [c - 1, k, `${k}`];
    const one = values.subarray(k * n * n, (k + 1) * n * n);
    overlay(large, seen, one, n);
    large.ariaLabel = L.big(k, stage, n);
    words.textContent = L.peak(k, Math.max(...one), Math.min(...one));
  }

  function pickMap(event) {
    const [, c] = cards[now.request.side].outputs[stage];
    const across = acrossOf(c);
    const box = sheet.getBoundingClientRect();
    const at = (x, length, n) => Math.min(n - 1, Math.max(0, Math.floor((x * n) / length)));
    const down = Math.ceil(c / across);
    k = Math.min(c - 1, at(event.clientY - box.top, box.height, down) * across + at(event.clientX - box.left, box.width, across));
    inspect();
  }

  function table() {
    const shares = softmax(now.outputs.output);
    const order = shares.map((_, i) => i).sort((a, b) => shares[b] - shares[a]);
    return { head: L.head, rows: order.slice(0, 20).map((i) => [classes[i], now.outputs.output[i], 100 * shares[i]]) };
  }

  const first = { network: "224", side: 224, photo: 0, stage };
  const engine = live(model, parts, draw, first);
  if (cards[224].bytes) parts.say(L.stored((cards[224].bytes / 1e6).toFixed(1)));
  picker.rgb().then((rgb) => {
    first.inputs = { input: resized(rgb, 224) };
    if (now.request !== first) return;
    show(first);
    inspect();
  });
  return () => { left = []; engine.stop(); parts.stop(); };
}

export default { render };
