// names, pictures, selected, own: pick_picture.js; networks, stored: live.js;
// facts: {label: {year, right, parameters, macs, layers}}, classes: string[],
// truths: {picture: class}, side: int

const L = {
  title: "One picture, every network.",
  hint: "Pick a picture: the trained networks of this part answer one after the other, and then each is timed where you are.",
  sort: "Order by",
  by: { year: "year", right: "right, on average", parameters: "parameters", macs: "multiply-adds", layers: "layers", ms: "ms here" },
  head: { right: "right, %", parameters: "parameters", macs: "MACs", layers: "layers", ms: "ms here" },
  again: "Time them again",
  size: (n, mega) => `Your first change loads all ${n} networks, ${mega} MB, and asks them; then they are timed.`,
  ready: (n) => `Your first change asks all ${n} networks; then they are timed.`,
  asked: (done, n) => `${done} of ${n} networks have answered.`,
  timing: (done, n) => `Timed here: ${done} of ${n} networks.`,
  timed: (engine) => `Timed here, by ${engine}: the median of repeated runs, after a warm-up.`,
  seen: (name) => `What the networks get: ${name}, made small.`,
  truth: (truth) => `It is: ${truth}.`,
  votes: (list) => `They read: ${list.map(([name, n]) => `${name} (${n})`).join(", ")}.`,
  company: (n) => (n === 0 ? "alone" : n === 1 ? "with 1 other" : `with ${n} others`),
  right: { true: "right", false: "wrong" },
  leads: (n, all, name) => `${n} of ${all} networks read: ${name}.`,
  others: (list) => ` Others: ${list.map(([name, said]) => `${name} reads ${said}`).join(", ")}.`,
  law: (layer, mega, [a, b, c]) => `A layer costs about ${layer} µs, a million multiply-adds ${mega} µs: together that explains ${c} of how the times differ; layers alone ${a}, multiply-adds alone ${b}.`,
  pair: ({ slow, quick, times, work }) => ` ${slow.name} has ${work.toFixed(1)} times fewer multiply-adds than ${quick.name} and takes ${times.toFixed(1)} times as long.`,
  part: (share) => (share > 0 ? `${Math.round(100 * share)} %` : "nothing"),
  table: ["network", "year", "first", "%", "second", "%", "third", "%", "right, %", "parameters", "multiply-adds", "layers", "ms here"],
};

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const [facts, classes, truths, side, cards] = ["facts", "classes", "truths", "side", "networks"].map(get);
  const names = Object.keys(facts);
  const most = Object.fromEntries(Object.keys(L.head).map((key) =>
    [key, Math.max(...names.map((name) => facts[name][key]))]));
  const rungs = Object.fromEntries(names.map((name) => [name, rung(name, facts[name], most)]));
  let said = {}; // name → scores, all of the same picture
  let times = {}; // name → ms, all by the same engine
  let by = null; // that engine
  let seen = null; // the inputs that are drawn
  let round = 0; // counts the reader's pictures: what was asked before is dropped
  let since = 0; // when the reader chose it
  let lost = false; // the engine failed, and what is seen was stored
  let quiet = false; // what the engine says is not yet the answer of all

  const parts = shell(el, { widget: "ladder", title: L.title, hint: L.hint, table });
  const input = h("canvas", { width: side, height: side, className: "seen", role: "img" });
  const verdict = h("p", { className: "verdict" });
  const clock = h("p", { className: "clock" });
  const stage = h("div", { className: "line top" });
  const picker = pickPicture(model, { drop: stage, change(values, time) {
    setTraits(model, values);
    ask(time);
  } });
  const sort = h("select", { onchange: () => { place(); summary(); } },
    ...Object.entries(L.by).map(([value, text]) => h("option", { value, textContent: text })));
  const again = h("button", { type: "button", textContent: L.again,
    onclick: ({ timeStamp }) => { forget(); ask(timeStamp); } });
  const list = h("ol", { className: "rungs" });
  stage.append(input, h("div", { className: "side" }, verdict,
    h("div", { className: "line" }, labelled(L.sort, sort), again), clock));
  parts.body.append(picker.el, stage, list);

  const rows = () => names.map((name) => ({ name, ms: times[name], ...facts[name] }));
  const top = (name) => (said[name] ? likeliest(said[name], classes, TOP) : null);
  const verdicts = () => names.map((name) => top(name)?.[0].name ?? null);
  const counted = () => votes(verdicts());

  /** The times that were measured before. */
  function forget() {
    times = {};
    for (const name of names) rungs[name].time();
    clock.textContent = L.timing(0, names.length);
  }

  /** All networks, from the first on. */
  function ask(time) {
    lost = false;
    round += 1;
    since = time;
    picker.sync();
    go({ i: 0, inputs: { input: planes(picker.rgb(), side) }, picture: get("selected"), round, timed: false });
  }

  function go(request) {
    engine.change({ ...request, network: names[request.i], knobs: {}, watch: ["output"] }, since);
  }

  function draw(outputs, request, run) {
    quiet = request !== first;
    if (request === first) restore(outputs);
    else if (request.round !== round) {
      if (lost) ask(performance.now()); // the reader tries again
      return;
    } else if (run.engine !== by) { // the first, or to the GPU and back
      const restart = request.i > 0;
      by = run.engine;
      times = {};
      if (restart) { ask(performance.now()); return; }
    }
    if (request.timed) times[request.network] = run.ms;
    else if (request !== first) said = { ...(request.i ? said : {}), [request.network]: outputs.output };
    if (!request.timed) quiet = Object.keys(said).length < names.length;
    show(request);
    if (request !== first) follow(request);
  }

  function restore(outputs) {
    lost = round > 0;
    round += 1;
    said = outputs;
    times = {};
  }

  /** The next network; when all have answered, the next that was not timed. */
  function follow(request) {
    if (!request.timed && request.i + 1 < names.length) { go({ ...request, i: request.i + 1 }); return; }
    const i = names.findIndex((name) => !(name in times));
    if (i >= 0) go({ ...request, i, timed: true });
  }

  /** What the networks get, drawn once. */
  function look(inputs, picture) {
    const n = side * side;
    put(input, Uint8ClampedArray.from({ length: 4 * n }, (_, i) =>
      (i % 4 === 3 ? 255 : 255 * inputs.input[(i % 4) * n + Math.floor(i / 4)])), side, side);
    input.ariaLabel = L.seen(picture);
  }

  function show({ inputs, picture }) {
    if (inputs !== seen) look(seen = inputs, picture);
    const truth = truths[picture];
    const found = counted();
    const slowest = Math.max(...Object.values(times));
    verdicts().forEach((its, i) => {
      const same = found.find(([name]) => name === its)?.[1] ?? 1;
      rungs[names[i]].say(top(names[i]), same - 1, its === found[0][0], truth);
      rungs[names[i]].time(times[names[i]], slowest);
    });
    write(verdict, `${truth ? `${L.truth(truth)} ` : ""}${L.votes(found)}`);
    write(clock, clocked());
    parts.tell({ picture, known: Boolean(truth), waiting: names.length - Object.keys(said).length,
      correct: verdicts().filter((its) => its !== null && its === truth).length });
    place();
    summary();
  }

  /** In the order that the reader wants. */
  function place() {
    const timed = names.every((name) => name in times);
    sort.querySelector('option[value="ms"]').disabled = !timed;
    if (!timed && sort.value === "ms") sort.value = "layers";
    const wanted = ordered(rows(), sort.value).map((name) => rungs[name].el);
    if (wanted.some((el, i) => el !== list.children[i])) list.replaceChildren(...wanted);
  }

  function clocked() {
    const [answers, done] = [said, times].map((of) => Object.keys(of).length);
    if (answers < names.length) return L.asked(answers, names.length);
    const bytes = names.reduce((sum, name) => sum + (cards[name].bytes ?? 0), 0); // none in a kernel
    if (!by || lost) return bytes ? L.size(names.length, mb(bytes)) : L.ready(names.length);
    if (done < names.length) return L.timing(done, names.length);
    return `${L.timed(ENGINES[by])} ${law()}`;
  }

  function law() {
    const timed = rows();
    const [layers, macs, ms] = ["layers", "macs", "ms"].map((key) => timed.map((row) => row[key]));
    const fits = [[layers], [macs], [layers, macs]].map((columns) => fitted(columns, ms));
    const [layer, mac] = fits[2].factors;
    const pair = inverted(timed);
    return L.law(num(1e3 * layer, 2), num(1e9 * mac, 2), fits.map(({ share }) => L.part(share))) + (pair ? L.pair(pair) : "");
  }

  function summary() {
    const found = counted();
    const [most, n] = found[0];
    const others = names.map((name, i) => [name, verdicts()[i]]).filter(([, said]) => said && said !== most);
    parts.summarise(L.leads(n, names.length, most) + (others.length ? L.others(others) : ""));
  }

  function table() {
    return { head: L.table, rows: ordered(rows(), sort.value).map((name) => {
      const { year, right, parameters, macs, layers } = facts[name];
      const said = top(name) ?? Array(TOP).fill({ name: "…", share: NaN });
      return [name, String(year), ...said.flatMap(({ name: its, share }) => [its, percent(share)]),
        spread(right), String(parameters), String(macs), layers, times[name]?.toFixed(3) ?? "–"];
    }) };
  }

  const first = { inputs: { input: planes(pictureAt(get("pictures"), 0), side) }, picture: get("names")[0] };
  picker.sync();
  const told = { ...parts,
    say: (...words) => quiet || parts.say(...words),
    drawn: (...how) => quiet || parts.drawn(...how) };
  const engine = live(model, told, draw, first);
  return () => { engine.stop(); parts.stop(); };
}

export default { render };
