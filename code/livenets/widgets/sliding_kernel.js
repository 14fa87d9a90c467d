// names: string[], pictures: uint8 RGB 64×64 each, selected: string, own: bytes,
// side, mode, kernel: number[][], window, stride, padding, dilation, flip,
// shift, row, col, colours; presets: {name: {kernel, colours}}

const L = {
  title: "One kernel, sliding.",
  hint: "Drag on either picture, or focus one and press the arrow keys. Every number of the kernel can be typed over.",
  mode: "Slide a", conv: "kernel (convolution)", max: "window (max pooling)", mean: "window (average pooling)",
  preset: "Kernel", byHand: "by hand", size: "size k", window: "size k",
  side: "Resolution", sideOf: (n) => `${n} × ${n}`,
  stride: "stride s", padding: "padding p", dilation: "dilation d",
  shift: "move the picture right by", flip: "flip the kernel",
  colours: "Draw the map in", grey: "grey", signed: "orange (+) and blue (−)",
  play: "Play", pause: "Pause", back: "‹ Back", step: "Step ›", row: "row", column: "column",
  input: (n, p) => `Picture, ${n} × ${n}${p ? `, and ${p} of padding` : ""}`,
  output: (n) => `Map, ${n} × ${n}`,
  inputKeys: "Picture under the kernel. Arrow keys move the kernel.",
  outputKeys: "Map. Arrow keys move the chosen pixel.",
  sees: "what it sees", kernel: "the kernel (type in it)", turned: "the kernel, before the flip",
  weight: (r, c) => `weight in row ${r}, column ${c}`,
  products: (n) => `${n} products`,
  whose: { kernel: "kernel", max: "window", mean: "window" },
  sum: (list, v) => `${list} = ${v}`,
  sumOf: (n, v) => `the sum of the ${n} products = ${v}`,
  most: (n, v) => `the largest of ${n} = ${v}`,
  meanOf: (n, v) => `the mean of ${n} = ${v}`,
  said: (name, n, what, k, o, low, high) => `${name}, ${n} × ${n} pixels, under a ${k} × ${k} ${what}: a map of ${o} × ${o}, from ${low} to ${high}.`,
  at: (r, c, text) => ` In row ${r}, column ${c}: ${text}.`,
  moved: (by, steps, gap) => ` The picture moved by ${by} and the map by ${steps}: where both windows lie in the picture, the largest difference is ${gap}.`,
  unmoved: (by, s, gap) => ` The picture moved by ${by}, which is no whole step of the map (stride ${s}): the nearest moved map is off by up to ${gap}.`,
  misfit: (what, k, d, span, room) => `A ${k} × ${k} ${what} with dilation ${d} spans ${d} · (${k} − 1) + 1 = ${span} pixels; the padded picture has ${room}, so it fits nowhere. Take a smaller one, less dilation or more padding.`,
  half: (k, p) => `Pooling pads by at most half its window, ⌊${k} / 2⌋ = ${Math.floor(k / 2)}, not ${p}: else a window could hold nothing but padding.`,
  calm: "Your system asks for less motion, so the map is drawn at once.",
  head: ["row", "column", "pixel", "weight", "product"],
};
const TRAITS = ["selected", "own", "side", "mode", "kernel", "window", "stride",
  "padding", "dilation", "flip", "shift", "row", "col", "colours"];
const LIMITS = { stride: [1, 4], padding: [0, 6], dilation: [1, 4], shift: [0, 16] };

/** "0 0 0 / 0 0 1 / 0 0 0": a kernel, for those who ask for one. */
function facts(kernel) {
  return rows(kernel.map((v) => Number(v.toFixed(3)))).map((row) => row.join(" ")).join(" / ");
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const parts = shell(el, { widget: "sliding-kernel", title: L.title, hint: L.hint, table });
  const plain = calculates(model, parts, TRAITS, () => draw());
  let sweep = null; // { from, at, frame } while the map is being played
  let now; // what was drawn last

  function change(values, since) {
    halt();
    plain.change(values, since);
  }
  const line = (...children) => h("div", { className: "line" }, ...children);
  const select = (options, set) => h("select", { onchange: ({ target, timeStamp }) => set(target.value, timeStamp) },
    ...options.map(([value, text]) => h("option", { value, textContent: text })));
  const range = (trait) => {
    const value = h("output");
    const [min, max] = LIMITS[trait];
    const input = h("input", { type: "range", min, max,
      oninput: ({ timeStamp }) => change({ [trait]: input.valueAsNumber }, timeStamp) });
    return { el: labelled(L[trait], input, value), sync() { input.value = get(trait); value.textContent = get(trait); }, input };
  };
  const place = (trait, text) => {
    const input = h("input", { type: "number", min: 0,
      oninput: ({ timeStamp }) => Number.isInteger(input.valueAsNumber)
        && change({ [trait]: Math.max(0, Math.min(now.out.h - 1, input.valueAsNumber)) }, timeStamp) });
    return { el: labelled(text, input), input };
  };

  const drop = h("div", { className: "line maps-line top" });
  const picker = pickPicture(model, { change, drop });
  const mode = select([["kernel", L.conv], ["max", L.max], ["mean", L.mean]], (value, time) => change(
    value === "kernel" ? { mode: value, stride: 1 }
      : { mode: value, window: 2, stride: 2, padding: 0, dilation: 1 }, time));
  const side = select([8, 16, 32, 64].map((n) => [n, L.sideOf(n)]), (value, time) => change({ side: Number(value) }, time));
  const presets = get("presets");
  const preset = select([["", L.byHand], ...Object.keys(presets).map((n) => [n, n])], (name, time) =>
    name && change(presets[name], time));
  const size = select([1, 2, 3, 5, 7].map((k) => [k, `${k} × ${k}`]), (value, time) => {
    const k = Number(value);
    if (get("mode") !== "kernel") return change({ window: k }, time);
    const old = Float32Array.from(get("kernel").flat());
    const flat = old.every((v) => v === old[0]);
    const next = flat ? new Float32Array(k * k).fill((old[0] * old.length) / (k * k)) : resized(old, k);
    return change({ kernel: rows(next) }, time);
  });
  const [stride, padding, dilation, shift] = ["stride", "padding", "dilation", "shift"].map(range);
  const flip = h("input", { type: "checkbox", onchange: ({ timeStamp }) => change({ flip: flip.checked }, timeStamp) });
  const colours = select([["grey", L.grey], ["signed", L.signed]], (value, time) => change({ colours: value }, time));
  const formula = h("p", { className: "formula" });
  const go = (r, c, time) => now.out && change({ row: limit(r), col: limit(c) }, time);
  const limit = (v) => Math.max(0, Math.min(now.out.h - 1, v));
  const onstep = (dr, dc, time) => go(now.row + dr, now.col + dc, time);
  const input = mapView({ label: L.inputKeys, onstep, onplace: (r, c, time) => {
    const middle = (now.steps.dilation * (now.k - 1)) / 2;
    const to = (v) => Math.round((v + now.steps.padding - middle) / now.steps.stride);
    go(to(r), to(c), time);
  } });
  const output = mapView({ label: L.outputKeys, onstep, onplace: go });
  const [before, after] = [named("", input.el), named("", output.el)];
  drop.append(before.el, after.el);
  const play = h("button", { type: "button", textContent: L.play });
  const back = h("button", { type: "button", textContent: L.back, onclick: ({ timeStamp }) => walk(-1, timeStamp) });
  const step = h("button", { type: "button", textContent: L.step, onclick: ({ timeStamp }) => walk(1, timeStamp) });
  const [row, col] = [place("row", L.row), place("col", L.column)];
  const editor = kernelEditor({ caption: L.kernel, name: L.weight, onedit: (values, time) => change({ kernel: rows(values) }, time) });
  const grids = h("div", { className: "line top tight" });
  const [left, right] = [h("div"), h("div")];
  const op = (text) => h("span", { className: "op", ariaHidden: "true" }, text);
  const [cross, equals] = [op("×"), op("=")];
  grids.append(left, cross, editor.el, equals, right);
  const sum = h("p", { className: "sum" });
  const [flipPart, colourPart] = [labelled(L.flip, flip), labelled(L.colours, colours)];
  const kernelPart = h("span", { className: "part" }, labelled(L.preset, preset));
  parts.body.append(picker.el,
    line(labelled(L.mode, mode), kernelPart, labelled(L.size, size), labelled(L.side, side)),
    h("div", { className: "line short" }, stride.el, padding.el, dilation.el), formula, drop,
    line(play, back, step, row.el, col.el),
    grids, sum,
    line(flipPart, shift.el, colourPart));

  function walk(by, time) {
    const n = now.out.w;
    const i = Math.max(0, Math.min(n * n - 1, now.row * n + now.col + by));
    change({ row: Math.floor(i / n), col: i % n }, time);
  }
  play.onclick = ({ timeStamp }) => {
    if (sweep) return change({ row: now.row, col: now.col }, timeStamp);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return parts.say(L.calm);
    play.textContent = L.pause;
    sweep = { from: performance.now(), at: 0 };
    const frame = () => {
      const n = now.out.w * now.out.h;
      const at = swept(performance.now() - sweep.from, now.out.w);
      if (at >= n) return change({ row: now.out.h - 1, col: now.out.w - 1 }, timeStamp);
      sweep.at = at;
      draw();
      sweep.frame = requestAnimationFrame(frame);
      return undefined;
    };
    return frame();
  };
  function halt() {
    if (sweep) cancelAnimationFrame(sweep.frame);
    sweep = null;
    play.textContent = L.play;
  }

  function compute() {
    const kind = get("mode");
    const kernel = Float32Array.from(get("kernel").flat());
    const used = get("flip") ? flipped(kernel) : kernel;
    const k = kind === "kernel" ? Math.sqrt(kernel.length) : get("window");
    const steps = { stride: get("stride"), padding: get("padding"), dilation: kind === "mean" ? 1 : get("dilation") };
    const still = reduced(brightness(picker.rgb()), get("side"));
    const picture = shifted(still, get("shift"));
    const half = kind !== "kernel" && steps.padding > Math.floor(k / 2);
    const run = (map) => (kind === "kernel" ? convolve(map, used, steps) : pool(map, k, steps, kind));
    const out = half ? null : run(picture);
    return { kind, kernel, used, k, steps, still, picture, half, out, run, n: picture.w };
  }

  function draw() {
    picker.sync();
    now = compute();
    const { kind, kernel, k, steps, picture, out, n } = now;
    for (const part of [stride, padding, dilation, shift]) part.sync();
    Object.assign(mode, { value: kind });
    size.value = k;
    side.value = n;
    flip.checked = get("flip");
    colours.value = get("colours");
    preset.value = Object.keys(presets).find((name) =>
      presets[name].kernel.flat().join() === get("kernel").flat().join()) ?? "";
    dilation.input.disabled = kind === "mean";
    parts.tell({ mode: kind, kernel: facts(now.used), sum: now.used.reduce((a, b) => a + b), stride: now.steps.stride });
    for (const part of [kernelPart, editor.el, cross, flipPart, colourPart]) part.hidden = kind !== "kernel";
    editor.draw(kernel, get("flip") ? L.turned : L.kernel);
    formula.replaceChildren(h("i", {}, "o"), " = ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1 = ", h("b", {}, sizeFormula(n, k, steps)));
    before.words.textContent = L.input(n, steps.padding);
    for (const control of [play, back, step, row.input, col.input]) control.disabled = !out;
    drop.classList.toggle("misfit", !out);
    if (out) fits();
    else {
      const span = steps.dilation * (k - 1) + 1;
      const text = now.half ? L.half(k, steps.padding) : L.misfit(L.whose[kind], k, steps.dilation, span, n + 2 * steps.padding);
      after.words.textContent = text;
      input.draw({ pixels: greyPixels(picture.values), h: n, w: n, pad: steps.padding });
      [left, right].forEach((part) => part.replaceChildren());
      equals.hidden = cross.hidden = true;
      sum.textContent = "";
      parts.summarise(text);
    }
  }

  function fits() {
    const { kind, used, k, steps, picture, out, n } = now;
    const at = sweep?.at ?? Math.min(get("row"), out.h - 1) * out.w + Math.min(get("col"), out.w - 1);
    now.row = Math.floor(at / out.w);
    now.col = at % out.w;
    for (const [part, v] of [[row, now.row], [col, now.col]]) {
      part.input.max = out.h - 1;
      if (part.input !== document.activeElement || sweep) part.input.value = v;
    }
    now.taps = seen(picture, k, steps, now.row, now.col, kind === "max" ? -Infinity : 0);
    const values = now.taps.map((tap) => tap.value);
    now.weights = kind === "kernel" ? used : new Float32Array(k * k).fill(1 / (k * k));
    const products = values.map((v, i) => v * now.weights[i]);
    const value = out.values[at];
    const span = steps.dilation * (k - 1) + 1;
    const first = now.taps[0];
    input.draw({ pixels: greyPixels(picture.values), h: n, w: n, pad: steps.padding,
      texts: Array.from(picture.values, (v) => ({ value: v.toFixed(2), dark: v < 0.5 })),
      marks: [...(steps.dilation > 1 ? now.taps.map((tap) => ({ row: tap.row, col: tap.col, h: 1, w: 1, kind: "tap" })) : []),
        { row: first.row, col: first.col, h: span, w: span, kind: "window" }] });
    const grey = get("colours") === "grey" || kind !== "kernel";
    const scale = reach(out.values);
    const pixels = grey ? greyPixels(out.values) : signedPixels(out.values, scale);
    if (sweep) pixels.fill(0, 4 * (at + 1));
    output.draw({ pixels, h: out.h, w: out.w,
      texts: Array.from(out.values, (v) => ({ value: fixed(v), dark: grey ? v < 0.5 : undefined })),
      marks: [{ row: now.row, col: now.col, h: 1, w: 1, kind: "window" }] });
    after.words.textContent = L.output(out.h);
    const outside = (i) => (now.taps[i].inside ? "" : "outside");
    const best = values.indexOf(value);
    left.replaceChildren(cells(values, { caption: L.sees,
      mark: (i) => `${outside(i)}${kind === "max" && i === best ? " best" : ""}` }));
    equals.hidden = kind !== "kernel";
    right.replaceChildren(...(kind === "kernel"
      ? [cells(products, { caption: L.products(k * k), scale: reach(products), mark: outside })] : []));
    const text = { kernel: L.sumOf, max: L.most, mean: L.meanOf }[kind](k * k, num(value));
    sum.textContent = kind === "kernel" && k <= 3
      ? L.sum(added(products), num(value)) : text;
    if (sweep) return;
    const name = get("selected") === "own" ? PICK.own : get("selected");
    const extremes = [Math.min, Math.max].map((f) => num(out.values.reduce((a, b) => f(a, b))));
    parts.summarise(L.said(name, n, L.whose[kind], k, out.h, ...extremes) + L.at(now.row, now.col, text) + law());
  }

  function law() {
    const by = get("shift");
    if (!by) return "";
    const { still, out, run, k, steps } = now;
    const gap = (whole) => lawGap(run(still), out, still, k, steps, by, whole);
    const whole = Math.floor(by / steps.stride);
    return by % steps.stride
      ? L.unmoved(by, steps.stride, num(Math.min(gap(whole), gap(whole + 1)), 2))
      : L.moved(by, whole, num(gap(whole), 2));
  }

  function table() {
    const cell = (tap, i) => [tap.row, tap.col, tap.value, now.weights[i], tap.value * now.weights[i]];
    return { head: L.head, rows: now.out ? now.taps.map(cell) : [] };
  }

  const stop = plain.start();
  return () => { halt(); stop(); parts.stop(); };
}

export default { render };
