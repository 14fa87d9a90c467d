// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// layers: string[], classes: string[], side: int

const L = {
  title: "Every feature map.",
  hint: "Pick a picture, type an emoji or open a file of your own. Click a map to enlarge and to silence it.",
  more: (n) => `Show all ${n} maps`,
  fewer: "Show fewer",
  shape: (name, shape, low, high) => `${name} · ${times(shape)} · ${low} … ${high}`,
  map: (name, k) => `${name}, map ${k}`,
  large: (name, k, w, h) => `Map ${k} of ${name}, ${w} × ${h} pixels. Arrow keys move the chosen pixel.`,
  pixel: (r, c, v) => `Row ${r}, column ${c}: ${v}.`,
  about: (low, high, mean) => `From ${low} to ${high}, mean ${mean}.`,
  dead: "This map is 0 everywhere: the layer has nothing to say here.",
  off: "You have silenced this map: the layers after it see 0 here.",
  silence: "Silence this map",
  all: "Let all maps speak again",
  reads: (seen, a, p, b, q) => `In “${seen}” the network reads: ${a} (${p}); its second guess is ${b} (${q}).`,
  empty: (list) => ` Empty maps: ${list}.`,
  of: (n, all, name) => `${n} of ${all} in ${name}`,
  silenced: (list) => ` Silenced: ${list}.`,
  head: ["class", "score", "share, %"],
};
const FEW = 16;

/** The lowest, the highest and the mean of a map. */
export function extent(values) {
  let [low, high, sum] = [Infinity, -Infinity, 0];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
    sum += v;
  }
  return { low, high, mean: sum / values.length };
}

/** How many of the channels' maps are 0 everywhere. */
export function emptyMaps(values, channels) {
  const area = values.length / channels;
  let count = 0;
  for (let k = 0; k < channels; k++) {
    if (values.subarray(k * area, (k + 1) * area).every((v) => v === 0)) count += 1;
  }
  return count;
}

/** What is to be said of a map. */
function about(speaks, { low, high, mean }) {
  if (!speaks) return L.off;
  return low === 0 && high === 0 ? L.dead : L.about(num(low), num(high), num(mean));
}

function render({ model, el }) {
  const [layers, classes, side] = ["layers", "classes", "side"].map((t) => model.get(t));
  const card = model.get("networks").network;
  const shapes = layers.map((name) => card.outputs[name]);
  const on = layers.map(([], i) => Array(shapes[i][1]).fill(1));
  const chosen = { layer: 0, k: 0, row: 0, col: 0 };
  let now = null;

  const parts = shell(el, { widget: "feature-maps", title: L.title, hint: L.hint, table });
  const stage = h("div", { className: "line top" });
  const picker = pickPicture(model, { drop: stage, change(values, time) {
    setTraits(model, values);
    ask(time);
  } });
  const input = h("canvas", { width: side, height: side, className: "seen", role: "img", ariaLabel: PICK.picture });
  const scores = scoreBars(classes);
  const rows = layers.map((name, i) => {
    const [, channels, high, wide] = shapes[i];
    const row = mapRow({ label: name, channels, h: high, w: wide, side: 64,
      onpick: (k, r, c) => choose(i, k, r, c) });
    row.el.classList.toggle("few", channels > FEW);
    const more = h("button", { type: "button", textContent: L.more(channels), hidden: channels <= FEW,
      onclick: () => {
        const few = row.el.classList.toggle("few");
        more.textContent = few ? L.more(channels) : L.fewer;
      } });
    row.el.append(more);
    return row;
  });
  const large = mapView({ label: "", onplace: (r, c) => choose(chosen.layer, chosen.k, r, c),
    onstep: (r, c) => choose(chosen.layer, chosen.k, chosen.row + r, chosen.col + c) });
  const words = h("p", { role: "status" });
  const silence = h("input", { type: "checkbox", onchange: ({ timeStamp }) => {
    on[chosen.layer][chosen.k] = silence.checked ? 0 : 1;
    ask(timeStamp);
  } });
  const all = h("button", { type: "button", textContent: L.all, onclick: ({ timeStamp }) => {
    for (const row of on) row.fill(1);
    ask(timeStamp);
  } });
  const opened = named("", large.el);
  stage.append(input, h("div", { className: "side" }, scores.el));
  parts.body.append(picker.el, stage, h("div", { className: "layers" }, ...rows.map((row) => row.el)),
    h("div", { className: "line top inspector" }, opened.el,
      h("div", { className: "side" }, words, h("p", {}, labelled(L.silence, silence)), all)));

  function ask(time) {
    picker.sync();
    const knobs = Object.fromEntries(layers.map((name, i) => [name, [[...on[i]], 0]]));
    engine.change({ network: "network", inputs: { input: planes(picker.rgb(), side) },
      knobs, watch: [...layers, "output"] }, time);
  }

  function draw(outputs, { inputs }) {
    now = outputs;
    const n = side * side;
    put(input, Uint8ClampedArray.from({ length: 4 * n }, (_, i) =>
      (i % 4 === 3 ? 255 : 255 * inputs.input[(i % 4) * n + Math.floor(i / 4)])), side, side);
    layers.forEach((name, i) => {
      const values = outputs[name];
      const { low, high } = extent(values);
      rows[i].draw(values, reach(values), L.shape(name, shapes[i].slice(1), num(low, 2), num(high, 2)));
      on[i].forEach((v, k) => rows[i].silence(k, !v));
    });
    const off = layers.flatMap((name, i) =>
      on[i].flatMap((v, k) => (v ? [] : [L.map(name, k)])));
    scores.draw(outputs.output, (shares, [a, b]) =>
      L.reads(picker.name(), classes[a], percent(shares[a]), classes[b], percent(shares[b]))
      + (off.length ? L.silenced(off.join("; ")) : ""));
    all.hidden = !off.length;
    const empty = layers.flatMap((name, i) => {
      const n = emptyMaps(outputs[name], shapes[i][1]);
      return n ? [L.of(n, shapes[i][1], name)] : [];
    });
    parts.summarise(scores.el.ariaLabel + (empty.length ? L.empty(empty.join("; ")) : ""));
    inspect();
  }

  function choose(layer, k, row, col) {
    const [, , high, wide] = shapes[layer];
    const within = (v, n) => Math.max(0, Math.min(n - 1, v));
    Object.assign(chosen, { layer, k, row: within(row, high), col: within(col, wide) });
    inspect();
  }

  function inspect() {
    const { layer, k, row, col } = chosen;
    const [, , high, wide] = shapes[layer];
    const values = now[layers[layer]].subarray(k * high * wide, (k + 1) * high * wide);
    rows.forEach((each) => each.clear());
    rows[layer].mark(k, { row, col, h: 1, w: 1 });
    opened.words.textContent = L.map(layers[layer], k);
    large.draw({ pixels: signedPixels(values, reach(now[layers[layer]])), h: high, w: wide,
      texts: Array.from(values, (v) => ({ value: num(v, 2) })),
      marks: [{ row, col, h: 1, w: 1, kind: "window" }],
      words: L.large(layers[layer], k, wide, high) });
    const { low, high: most, mean } = extent(values);
    words.textContent = `${L.pixel(row, col, num(values[row * wide + col]))} `
      + about(on[layer][k], { low, high: most, mean });
    silence.checked = !on[layer][k];
  }

  function table() {
    const shares = softmax(now.output);
    return { head: L.head, rows: classes.map((name, i) => [name, now.output[i], 100 * shares[i]]) };
  }

  picker.sync();
  const first = { inputs: { input: planes(picker.rgb(), side) } };
  const engine = live(model, parts, draw, first);
  return () => { engine.stop(); parts.stop(); };
}

export default { render };
