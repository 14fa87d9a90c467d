// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// layers, classes: string[], p: number, masks, seed, side: int,
// stored_masks: float32 (masks, classes)

const L = {
  title: "Dropout, one mask after another.",
  hint: "Each dot is the verdict of this trained network with some of its units missing; the bar is the mean of the dots, the ring is the network with all units.",
  p: "Drop each unit with probability",
  masks: "Masks",
  one: "One more mask",
  anew: "Other masks",
  layer: (name, gone, n) => `${name}: ${gone} of ${n} units dropped`,
  key: "Dots: one mask each. Bar: their mean. Ring: one pass with all units.",
  line: (name) => `The mean share of ${name} after 1, 2, … masks, and the one pass (dashed)`,
  seen: "What the network gets",
  all: (name, share) => `With all units the network reads: ${name} (${share}).`,
  none: "No mask is drawn yet.",
  some: (n, gone, agree, low, high) =>
    `Of ${n} masks that each drop about ${gone} of the units, ${agree} say the same; their shares for it go from ${low} to ${high}.`,
  one_mask: (gone, name) => `One mask that drops about ${gone} of the units reads: ${name}.`,
  mean: (mean, apart) => ` Their mean gives it ${mean}, ${apart} points from the one pass.`,
  other: (name) => ` The mean itself reads: ${name}.`,
  head: ["class", "all units, %", "mean of the masks, %", "lowest, %", "highest, %", "masks that say so"],
};
const MOST = 100;
const COLUMNS = [31, 41]; // units beside each other

function render({ model, el }) {
  const [layers, classes, side] = ["layers", "classes", "side"].map((t) => model.get(t));
  const card = model.get("networks").network;
  const sizes = layers.map((name) => card.knobs[name]);
  const n = classes.length;
  let picture = 0; // counts the reader's pictures
  let shown = null; // { key, input, whole, units, under, mask }
  let goal = model.get("masks");
  let told = false;
  let later; // the timer of what is still to be told

  const parts = shell(el, { widget: "dropout", title: L.title, hint: L.hint, table });
  const stage = h("div", { className: "line top" });
  const picker = pickPicture(model, { drop: stage, change(values, time) {
    picture += 1;
    set(values, time);
  } });
  const p = h("input", { type: "range", min: 0, max: 0.95, step: 0.05, oninput: ({ timeStamp }) =>
    set({ p: p.valueAsNumber }, timeStamp) });
  const masks = h("input", { type: "range", min: 1, max: MOST, step: 1, oninput: ({ timeStamp }) =>
    set({ masks: masks.valueAsNumber }, timeStamp) });
  const one = h("button", { type: "button", textContent: L.one, onclick: ({ timeStamp }) =>
    set({ masks: Math.min(MOST, model.get("masks") + 1) }, timeStamp) });
  const anew = h("button", { type: "button", textContent: L.anew, onclick: ({ timeStamp }) =>
    set({ seed: model.get("seed") + 1 }, timeStamp) });
  const [pOut, masksOut] = [h("output"), h("output")];
  const input = h("canvas", { width: side, height: side, className: "seen", role: "img", ariaLabel: L.seen });
  const fields = sizes.map((size, i) => unitField(size, COLUMNS[i] ?? 41));
  const chart = verdicts(classes);
  const line = meanLine();
  const lineWords = h("span", { className: "name" });
  stage.append(h("div", { className: "side" }, input, ...fields.map((f) => f.el)),
    h("div", { className: "side wide-side" }, chart.el, h("span", { className: "name" }, L.key), line.el, lineWords));
  parts.body.append(picker.el, h("div", { className: "line" }, labelled(L.p, p, pOut),
    labelled(L.masks, masks, masksOut), one, anew), stage);

  function set(values, time) {
    setTraits(model, values);
    goal = model.get("masks");
    sync();
    engine.change(needed() ?? again(), time);
  }

  function sync() {
    picker.sync();
    [p.value, masks.value] = [model.get("p"), model.get("masks")];
    pOut.textContent = num(model.get("p"));
    masksOut.textContent = String(model.get("masks"));
    one.disabled = model.get("masks") === MOST;
  }

  const now = () => ({ picture, p: model.get("p"), seed: model.get("seed") });
  const same = (a, b) => a.picture === b.picture && a.p === b.p && a.seed === b.seed;
  const maskAt = (i) => scaled(model.get("p"), model.get("seed"), i, sizes);

  /** The run that is missing: first the whole network, then each mask. */
  function needed() {
    const key = now();
    const inputs = { input: planes(picker.rgb(), side) };
    if (shown?.key.picture !== picture) {
      return { network: "network", key, mask: -1, inputs, knobs: {}, watch: [...layers, "output"] };
    }
    const i = same(shown.key, key) ? shown.under.length : 0;
    return i < goal ? under(key, i, inputs) : null;
  }

  function under(key, i, inputs) {
    const knobs = Object.fromEntries(maskAt(i).map((mask, at) => [layers[at], [mask, 0]]));
    return { network: "network", key, mask: i, inputs, knobs, watch: ["output"] };
  }

  /** Nothing is missing: fewer masks are wanted; the last of them once more. */
  const again = () => under(now(), goal - 1, { input: planes(picker.rgb(), side) });

  function keep(outputs, request) {
    if (request === first) {
      shown = { key: { ...now(), picture }, input: request.inputs.input, whole: softmax(outputs.output),
        units: layers.map((name) => outputs[name]), under: storedMasks() };
    } else if (request.mask < 0) {
      shown = { key: request.key, input: request.inputs.input, whole: softmax(outputs.output),
        units: layers.map((name) => outputs[name]), under: [] };
    } else {
      if (!same(shown.key, request.key)) Object.assign(shown, { key: request.key, under: [] });
      shown.under[request.mask] = softmax(outputs.output);
    }
    shown.under.length = Math.min(shown.under.length, goal);
  }

  function storedMasks() {
    const scores = floats(model.get("stored_masks"));
    return Array.from({ length: scores.length / n }, (_, i) => softmax(scores.subarray(i * n, (i + 1) * n)));
  }

  function draw(outputs, request) {
    const fresh = request === first || request.key.picture === picture;
    if (fresh) keep(outputs, request);
    if (request !== first) {
      const more = needed();
      if (more) engine.change(more);
    }
    if (fresh) redraw();
  }

  function redraw() {
    const { whole, under, units, input: values } = shown;
    const pixels = side * side;
    put(input, Uint8ClampedArray.from({ length: 4 * pixels }, (_, i) =>
      (i % 4 === 3 ? 255 : 255 * values[(i % 4) * pixels + Math.floor(i / 4)])), side, side);
    const mask = under.length ? scaled(shown.key.p, shown.key.seed, under.length - 1, sizes)
      : sizes.map((size) => Array(size).fill(1));
    fields.forEach((field, i) => field.draw(units[i], reach(units[i]),
      L.layer(layers[i], mask[i].filter((m) => !m).length, sizes[i]), mask[i]));
    const best = largest(whole);
    const text = said(best);
    chart.draw(whole, under, text);
    line.draw(running(under, best), whole[best], goal, L.line(classes[best]));
    lineWords.textContent = L.line(classes[best]);
    tell(text);
    const agree = under.filter((s) => largest(s) === best).length;
    parts.tell({ dropped: 100 * shown.key.p, masks: under.length, agree: (100 * agree) / Math.max(1, under.length),
      same: under.length > 0 && largest(meanOf(under)) === best, reads: classes[best] });
  }

  /** At once what all units say; of masks once the last one is drawn. */
  function tell(text) {
    clearTimeout(later);
    if (!told || !shown.under.length) parts.summarise(text);
    else later = setTimeout(() => parts.summarise(text), 450);
    told = true;
  }

  function said(best) {
    const { whole, under, key } = shown;
    const all = L.all(classes[best], percent(whole[best]));
    if (!under.length) return `${all} ${L.none}`;
    const gone = `${Math.round(100 * key.p)} %`;
    if (under.length === 1) return `${all} ${L.one_mask(gone, classes[largest(under[0])])}`;
    const its = under.map((s) => s[best]);
    const mean = meanOf(under);
    const agree = under.filter((s) => largest(s) === best).length;
    return `${all} ${L.some(under.length, gone, agree, percent(Math.min(...its)), percent(Math.max(...its)))}`
      + L.mean(percent(mean[best]), (100 * Math.abs(mean[best] - whole[best])).toFixed(1))
      + (largest(mean) === best ? "" : L.other(classes[largest(mean)]));
  }

  function table() {
    const { whole, under } = shown;
    const some = under.length ? under : [whole];
    const mean = meanOf(some);
    return { head: L.head, rows: classes.map((name, k) => {
      const its = some.map((s) => s[k]);
      return [name, 100 * whole[k], 100 * mean[k], 100 * Math.min(...its), 100 * Math.max(...its),
        under.filter((s) => largest(s) === k).length];
    }) };
  }

  sync();
  const first = { network: "network", inputs: { input: planes(picker.rgb(), side) } };
  const engine = live(model, parts, draw, first);
  return () => { clearTimeout(later); engine.stop(); parts.stop(); };
}

export default { render };
