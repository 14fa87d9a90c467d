// onnxruntime-web in a worker. Nothing is fetched before the first request.

const here = new URL(".", import.meta.url);
const BUILDS = {
  wasm: { script: "ort.wasm.bundle.min.mjs", binary: "ort-wasm.gz.bin" },
  webgpu: { script: "ort.jspi.bundle.min.mjs", binary: "ort-webgpu.gz.bin" },
};
const sessions = new Map(); // provider + file → promise of a session

async function bytes(name, progress = () => {}) {
  const reply = await fetch(new URL(name, here)).catch(() => {
    throw new Error(`${name} cannot be fetched: no network?`);
  });
  if (!reply.ok) throw new Error(`${name} cannot be fetched (${reply.status}).`);
  const all = Number(reply.headers.get("content-length"));
  const parts = [];
  let got = 0;
  const reader = reply.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error(`${name} broke off: no network?`);
    });
    if (done) break;
    parts.push(value);
    got += value.length;
    progress(got, Math.max(all, got));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Unpacked, unless the host has already done it. */
async function unpacked(data) {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data.buffer;
  const stream = new Blob([data]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function runtime(provider, progress) {
  const { script, binary } = BUILDS[provider];
  const [ort, packed] = await Promise.all(
    [import(new URL(script, here)), bytes(binary, progress)]);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = await unpacked(packed);
  ort.env.logLevel = "error";
  return ort;
}

async function intact(data, card) {
  if (!crypto.subtle) return data.length === card.bytes;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const hex = Array.from(digest, (b) => b.toString(16).padStart(2, "0"));
  return hex.join("") === card.sha256;
}

async function session(ort, provider, card, progress) {
  const data = await bytes(card.file, (got) => progress(got, card.bytes, "network"));
  if (!(await intact(data, card))) {
    throw new Error(`${card.file} is damaged: its hash is another.`);
  }
  return ort.InferenceSession.create(data, {
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

/**
 * One run; with `card.carry` as many as the inputs have rows, each step's
 * state being the results of the one before. `when`: [first, end) of the steps
 * that have the knobs turned.
 */
async function run({ card, inputs, knobs = {}, watch, when, provider }, progress) {
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
    const kept = new Set(carry.map(([, result]) => results[result]));
    for (const [name, result] of carry) state[name] = results[result];
    for (const name of wanted) if (!kept.has(results[name])) results[name].dispose();
  }
  return outputs;
}

let queue = Promise.resolve(); // one call at a time

onmessage = ({ data }) => {
  const { id } = data;
  const progress = (got, all, what = "engine") =>
    postMessage({ id, progress: [got, all, what] });
  queue = queue.then(async () => {
    try {
      const outputs = await run(data, progress);
      postMessage({ id, engine: data.provider, outputs });
    } catch (error) {
      postMessage({ id, error: error.message ?? String(error) });
    }
  });
};
