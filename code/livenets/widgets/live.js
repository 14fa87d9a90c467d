// A widget whose numbers come from a network: after kit.js, before NAME.js.

const ENGINES = {
  wasm: "WebAssembly in this page",
  webgpu: "WebGPU in this page",
  kernel: "PyTorch in the kernel",
};
const WORDS = {
  stored: "Stored result. Change something, and the network runs.",
  loading: (got, all, what) => `Loading the ${what}, once: ${mb(got)} of ${mb(all)} MB.`,
  starting: "Starting the engine.",
  drawn: (engine, device, ms) =>
    `Computed by ${ENGINES[engine]}${device ? ` (${device})` : ""}, drawn in ${ms.toFixed(0)} ms.`,
  failed: (why) =>
    `${why} What you see is the stored result for the first input; yours is kept.`,
  retry: "Try again",
  gpu: "Use the GPU",
  gpuFailed: (why) => `The GPU is not used: ${why} WebAssembly goes on.`,
  differs: (name) => `its ${name} differs from WebAssembly's.`,
  silent: "The kernel does not answer: it is busy, or it was stopped; then run this cell again.",
  gone: "The kernel was stopped or restarted: run this cell again.",
  slow: "Computing; what you see is still of the input before.",
};
const PATIENCE = 1500; // ms a kernel has to say that it is there
const LONG = 15_000; // ms that one run may take in a kernel
const SOON = 1000; // ms after which what is seen is said to be of the input before
const TOLERANCE = 1e-3; // of the largest value
const mb = (bytes) => (bytes / 1e6).toFixed(1);

/** Asks the kernel; requests and replies carry an id. */
function kernel(model) {
  const waiting = new Map();
  let last = 0;
  const hear = (message, buffers = []) => {
    const call = waiting.get(message?.id);
    if (!call) return;
    waiting.delete(message.id);
    clearTimeout(call.timer);
    if (message.error) call.reject(new Error(message.error));
    else call.resolve({ message, buffers });
  };
  function drop(id, words) {
    const call = waiting.get(id);
    waiting.delete(id);
    clearTimeout(call?.timer);
    call?.reject(new Error(words));
  }
  const gone = () => [...waiting.keys()].forEach((id) => drop(id, WORDS.gone));
  model.on("msg:custom", hear);
  model.on("comm_live_update", gone); // a kernel that the reader restarts
  const ask = (content, buffers, patience) => new Promise((resolve, reject) => {
    const id = ++last;
    const timer = setTimeout(() => drop(id, WORDS.silent), patience);
    waiting.set(id, { resolve, reject, timer });
    try {
      model.send({ ...content, id }, undefined, buffers);
    } catch {
      drop(id, WORDS.gone);
    }
  });
  let present;
  return {
    async run(request) {
      present ??= ask({ kind: "ping" }, [], PATIENCE);
      await present.catch((error) => { present = undefined; throw error; });
      const names = Object.keys(request.inputs);
      const { message, buffers } = await ask(
        { kind: "run", network: request.network, names,
          knobs: request.knobs, watch: request.watch, when: request.when,
          timed: request.timed },
        names.map((name) => request.inputs[name].buffer), LONG,
      ).catch((error) => { present = undefined; throw error; });
      return {
        engine: "kernel",
        device: message.device,
        ms: message.ms,
        outputs: Object.fromEntries(
          message.names.map((name, i) => [name, floats(buffers[i])])),
      };
    },
    stop() {
      model.off("msg:custom", hear);
      model.off("comm_live_update", gone);
    },
  };
}

/**
 * Runs the widget's networks for the reader; the latest input wins.
 *
 * `parts`: what shell() returned. `draw(outputs, request)` redraws all at once
 * what the request gave; a third argument names its engine, and the `ms` of one
 * run where the request is `timed`. `first`: the request that the stored result is of.
 * Returns { change(request, since), stop }: `request` is
 * { network, inputs: {name: Float32Array}, knobs: {name: [a, b]}, watch }, of
 * a recurrent net also `when`: [first, end) of the steps with turned knobs.
 */
export function live(model, parts, draw, first) {
  const { figure, say, drawn } = parts;
  const page = model.page; // the book's mount, where no kernel is
  const asks = page ? page.engine : kernel(model);
  const stored = Object.fromEntries(Object.entries(model.get("stored"))
    .map(([name, bytes]) => [name, floats(bytes)]));
  let busy = false;
  let next = null;
  let stopped = false;
  let provider = "wasm";
  let trusted = false; // the GPU, once it has agreed with WebAssembly
  let note = "";

  function progress(got, all, what) {
    if (figure.dataset.state !== "loading") return;
    say(got < all ? WORDS.loading(got, all, what) : WORDS.starting);
  }

  async function work() {
    busy = true;
    while (next && !stopped) {
      const { request, since } = next;
      next = null;
      if (figure.dataset.state !== "live") {
        figure.dataset.state = "loading";
        say(WORDS.starting);
      }
      const slow = setTimeout(() => {
        if (figure.dataset.state === "live") say(WORDS.slow);
      }, SOON);
      try {
        const card = model.get("networks")[request.network];
        const { engine, device, ms, outputs } = await asks.run(
          { ...request, card, provider }, progress);
        if (provider === "webgpu" && !trusted) {
          await check({ ...request, card, provider: "wasm" }, outputs);
        }
        if (stopped) return;
        draw(outputs, request, { engine, device, ms });
        if (device) figure.dataset.device = device;
        drawn(engine, since);
        say(WORDS.drawn(engine, device, performance.now() - since), ...gpu(request));
      } catch (error) {
        if (stopped) return;
        if (next) continue;
        fail(error, request);
      } finally {
        clearTimeout(slow);
      }
    }
    busy = false;
  }

  async function check(request, outputs) {
    const { outputs: sure } = await asks.run(request, progress);
    for (const name of request.watch) {
      const scale = reach(sure[name]);
      const off = outputs[name].some((v, i) =>
        !(Math.abs(v - sure[name][i]) <= TOLERANCE * scale));
      if (off) throw new Error(WORDS.differs(name));
    }
    trusted = true;
  }

  function fail(error, request) {
    if (provider === "webgpu") {
      provider = "wasm";
      note = WORDS.gpuFailed(error.message);
      next ??= { request, since: performance.now() };
      return;
    }
    draw(stored, first);
    Object.assign(figure.dataset, { state: "failed", engine: "stored" });
    say(WORDS.failed(error.message), h("button", { type: "button",
      textContent: WORDS.retry, onclick: () => change(request) }));
  }

  function gpu(request) {
    if (note) return [h("span", {}, ` ${note}`)];
    if (!page?.engine.hasGPU || provider === "webgpu") return [];
    return [h("button", { type: "button", textContent: WORDS.gpu,
      onclick: () => { provider = "webgpu"; change(request); } })];
  }

  function change(request, since = performance.now()) {
    next = { request, since };
    if (!busy) work();
  }

  say(WORDS.stored);
  draw(stored, first);
  return {
    change,
    stop() {
      stopped = true;
      asks.stop?.();
    },
  };
}
