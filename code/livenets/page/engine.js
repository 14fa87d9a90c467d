// The page's engine, one for all widgets: requests go to one worker, which is
// started at the reader's first change.

let worker = null;
let last = 0;
const waiting = new Map(); // id → { resolve, reject, progress }

function drop(why) {
  worker?.terminate();
  worker = null;
  for (const { reject } of waiting.values()) reject(new Error(why));
  waiting.clear();
}

function start() {
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    const call = waiting.get(data.id);
    if (!call) return;
    if (data.progress) {
      call.progress(...data.progress);
      return;
    }
    waiting.delete(data.id);
    if (data.error) call.reject(new Error(data.error));
    else call.resolve(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    drop(`The engine stopped${event.message ? `: ${event.message}` : ""}.`);
  };
}

export const engine = {
  /** WebGPU is offered where the browser has it, with what its build needs. */
  hasGPU: "gpu" in navigator && "Suspending" in WebAssembly,

  /**
   * `request`: { network, card, inputs: {name: Float32Array}, knobs, watch,
   * when, provider }; `progress(got, all, what)` in bytes while the engine and the
   * network are fetched.
   * Resolves to { engine, outputs: {name: Float32Array} }.
   */
  run(request, progress) {
    if (!worker) start();
    const id = ++last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject, progress });
      const { card, inputs, knobs, watch, when, provider } = request;
      worker.postMessage({ id, card, inputs, knobs, watch, when, provider });
    });
  },
};
