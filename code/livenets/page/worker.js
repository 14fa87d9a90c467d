// onnxruntime-web in a worker. Nothing is fetched before the first request.

import { Told, bytes, damaged, intact, unpacked } from "./files.js";

const SAYS = {
  engine: "The engine",
  network: "The trained network",
  script: "The engine could not be loaded: is there a network?",
  refused: "This browser does not let the page run WebAssembly.",
  failed: (why) => `The engine failed (${why}).`,
};
const here = new URL(".", import.meta.url);
const BUILDS = {
  wasm: { script: "ort.wasm.bundle.min.mjs", binary: "ort-wasm.gz.bin" },
  webgpu: { script: "ort.jspi.bundle.min.mjs", binary: "ort-webgpu.gz.bin" },
};
const BATCHES = 9; // of runs that are timed together, and the median taken,
const LEAST = 8; // each of so many ms, since a browser's clock is coarse
const sessions = new Map(); // provider + file → promise of a session

/** Told, but to try again needs another worker. */
const spoils = (words) => Object.assign(new Told(words), { spoilt: true });

/** An error where the browser or a policy refuses WebAssembly. */
function allowed() {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch {
    throw spoils(SAYS.refused);
  }
}

async function runtime(provider, progress) {
  allowed();
  const { script, binary } = BUILDS[provider];
  const what = SAYS.engine;
  const [ort, packed, list] = await Promise.all([
    import(new URL(script, here)).catch(() => { throw spoils(SAYS.script); }),
    bytes(binary, what, progress), bytes("parts.json", what)]);
  const torn = (name) => () => { throw damaged(name, what); };
  const wasm = await unpacked(packed).catch(torn(binary));
  const parts = await new Response(list).json().catch(torn("parts.json"));
  const part = parts.find(({ file }) => file === binary);
  if (!(await intact(wasm, part.unpacked))) torn(binary)();
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = wasm.buffer;
  ort.env.logLevel = "error";
  return ort;
}

async function session(ort, provider, card, progress) {
  const what = SAYS.network;
  const data = await bytes(card.file, what,
    (got) => progress(got, card.bytes, "network"));
  if (!(await intact(data, card))) throw damaged(card.file, what);
  return ort.InferenceSession.create(data, {
    logSeverityLevel: 3, // errors: that WebGPU leaves some nodes to the processor is none
    executionProviders: [provider === "webgpu"
      ? { name: "webgpu", preferredLayout: "NCHW" } : "wasm"],
  });
}

/** The promise in `cache`, made once; a failed one is made anew. */
function once(cache, key, make) {
  if (!cache.has(key)) {
    cache.set(key, make().catch((error) => {
      cache.delete(key);
      throw error;
    }));
  }
  return cache.get(key);
}
const ready = new Map();

/** { "NAME.a": tensor, "NAME.b": tensor }, one number per channel. */
function turned(tensor, card, knobs) {
  const feeds = {};
  for (const [name, channels] of Object.entries(card.knobs)) {
    const [a, b] = knobs[name] ?? [1, 0];
    const spread = (v) => (Array.isArray(v) ? Float32Array.from(v)
      : new Float32Array(channels).fill(v));
    feeds[`${name}.a`] = tensor(spread(a), [channels]);
    feeds[`${name}.b`] = tensor(spread(b), [channels]);
  }
  return feeds;
}

/** ms of one `go()`: what runs before a batch is long enough warms up. */
async function clocked(go) {
  const means = [];
  for (let runs = 1; means.length < BATCHES;) {
    const start = performance.now();
    for (let i = 0; i < runs; i++) await go();
    const ms = performance.now() - start;
    if (ms < LEAST && !means.length) runs *= 2;
    else means.push(ms / runs);
  }
  return means.sort((a, b) => a - b)[BATCHES >> 1];
}

/**
 * One run; with `card.carry` as many as the inputs have rows, each step's
 * state being the results of the one before. `when`: [first, end) of the steps
 * that have the knobs turned. `timed`: the last step is run again, by the clock.
 */
async function run({ card, inputs, knobs = {}, watch, when, timed, provider }, progress) {
  const ort = await once(ready, provider, () => runtime(provider, progress));
  const s = await once(sessions, `${provider} ${card.file}`,
    () => session(ort, provider, card, progress));
  const tensor = (data, dims) => new ort.Tensor("float32", data, dims);
  const carry = Object.entries(card.carry);
  const on = turned(tensor, card, knobs);
  const off = when ? turned(tensor, card, {}) : on;
  const state = Object.fromEntries(carry.map(([name]) =>
    [name, tensor(inputs[name], card.inputs[name])]));
  const others = Object.entries(card.inputs).filter(([name]) => !(name in state))
    .map(([name, dims]) => ({ name, dims, size: dims.reduce((a, b) => a * b, 1) }));
  const steps = carry.length ? inputs[others[0].name].length / others[0].size : 1;
  const wanted = [...new Set([...watch, ...carry.map(([, result]) => result)])];
  const outputs = {};
  let ms;
  for (let step = 0; step < steps; step++) {
    const feeds = { ...state, ...(!when || (step >= when[0] && step < when[1]) ? on : off) };
    for (const { name, dims, size } of others) {
      feeds[name] = tensor(inputs[name].slice(step * size, (step + 1) * size), dims);
    }
    const results = await s.run(feeds, wanted);
    for (const name of watch) {
      const values = await results[name].getData();
      outputs[name] ??= new Float32Array(steps * values.length);
      outputs[name].set(values, step * values.length);
    }
    if (timed && step === steps - 1) {
      ms = await clocked(async () => {
        const again = await s.run(feeds, wanted);
        for (const name of wanted) {
          await again[name].getData();
          again[name].dispose();
        }
      });
    }
    const kept = new Set(carry.map(([, result]) => results[result]));
    for (const [name, result] of carry) state[name] = results[result];
    for (const name of wanted) if (!kept.has(results[name])) results[name].dispose();
  }
  return { outputs, ms };
}

let queue = Promise.resolve(); // one call at a time
// held as long as this worker lives; only a page of https has locks
navigator.locks?.request(self.name, () => {
  postMessage({ held: true });
  return new Promise(() => {});
});

/** The reply to an error: what is told, and whether this worker is spoilt. */
function failure(error) {
  if (error instanceof Told) return { error: error.message, spoilt: error.spoilt };
  const why = String(error?.message ?? error).split("\n")[0].slice(0, 120);
  return { error: SAYS.failed(why), spoilt: true };
}

onmessage = ({ data }) => {
  const { id } = data;
  const progress = (got, all, what = "engine") =>
    postMessage({ id, progress: [got, all, what] });
  queue = queue.then(async () => {
    try {
      const { outputs, ms } = await run(data, progress);
      postMessage({ id, engine: data.provider, outputs, ms });
    } catch (error) {
      postMessage({ id, ...failure(error) });
    }
  });
};
