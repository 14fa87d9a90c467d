// The page's engine, one for all widgets: requests go to one worker, which is
// started at the reader's first change, and anew when it has stopped.

const SAYS = {
  unloaded: "The engine could not be loaded: is there a network?",
  stopped: "The engine stopped.",
  silent: "The engine has not answered for a minute.",
};
const PATIENCE = 60_000; // ms without a word, where no lock tells its end

let worker = null;
let last = 0;
let timer;
const waiting = new Map(); // id → { message, resolve, reject, progress }

function end() {
  clearTimeout(timer);
  worker?.terminate();
  worker = null;
}

/** The worker is gone; all who wait for it are told why. */
function drop(why) {
  end();
  const calls = [...waiting.values()];
  waiting.clear();
  for (const { reject } of calls) reject(new Error(why));
}

/** The worker is spoilt; who still waits is served by a new one. */
function renew() {
  end();
  for (const { message } of waiting.values()) post(message);
}

function wait() {
  clearTimeout(timer);
  if (waiting.size) timer = setTimeout(() => drop(SAYS.silent), PATIENCE);
}

function hear({ id, progress, error, spoilt, ...result }) {
  if (progress) { // of what all wait for
    for (const call of waiting.values()) call.progress(...progress);
    return;
  }
  const call = waiting.get(id);
  waiting.delete(id);
  if (error) call?.reject(new Error(error));
  else call?.resolve(result);
  if (spoilt) renew();
}

function start() {
  const name = `livenets ${performance.timeOrigin} ${Math.random()}`;
  const own = new Worker(new URL("worker.js", import.meta.url), { type: "module", name });
  let heard = false;
  const lost = () => { if (own === worker) drop(heard ? SAYS.stopped : SAYS.unloaded); };
  own.onmessage = ({ data }) => {
    if (own !== worker) return;
    heard = true;
    // it holds a lock of its own name: who gets that knows that it is gone
    if (data.held) navigator.locks.request(name, lost);
    else hear(data);
    wait();
  };
  own.onerror = (event) => {
    event.preventDefault();
    lost();
  };
  worker = own;
}

function post(message) {
  if (!worker) start();
  worker.postMessage(message);
  wait();
}

export const engine = {
  /** WebGPU is offered where the browser has it, with what its build needs. */
  hasGPU: "gpu" in navigator && "Suspending" in WebAssembly,

  /**
   * `request`: { network, card, inputs: {name: Float32Array}, knobs, watch,
   * when, timed, provider }; `progress(got, all, what)` in bytes while the engine
   * and the network are fetched. Resolves to { engine, outputs: {name:
   * Float32Array} }, and where it was `timed`, the `ms` of one run.
   */
  run(request, progress) {
    const { card, inputs, knobs, watch, when, timed, provider } = request;
    const message = { id: ++last, card, inputs, knobs, watch, when, timed, provider };
    return new Promise((resolve, reject) => {
      waiting.set(message.id, { message, resolve, reject, progress });
      post(message);
    });
  },
};

// a page that is left may be come back to: it needs no worker meanwhile
addEventListener("pagehide", end);
addEventListener("pageshow", () => { if (waiting.size) renew(); });
