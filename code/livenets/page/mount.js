// Makes the widgets of a built page live: a model for each, from its stored
// traits, and one engine for all. No kernel, no other host.

import { engine } from "./engine.js";
import { bytes, damaged, intact, unpacked } from "./files.js";

const SAYS = {
  failed: (why) => `This widget could not be loaded. ${why} What you see is its stored picture.`,
  script: "Its script did not come: is there a network?",
  data: "Its data",
  retry: "Try again",
};
const here = new URL(".", import.meta.url);
const files = new Map(); // name → promise of its bytes: widgets share pictures

/** What is packed in a file whose name is the first digits of its hash. */
async function whole(name) {
  const torn = () => { throw damaged(name, SAYS.data); };
  const data = await unpacked(await bytes(name, SAYS.data)).catch(torn);
  if (!(await intact(data, { bytes: data.length, sha256: name.split(".")[0] }))) {
    torn();
  }
  return data.buffer;
}

function fetched(name) {
  if (!files.has(name)) {
    files.set(name, whole(name).catch((error) => {
      files.delete(name);
      throw error;
    }));
  }
  return files.get(name);
}

/** {"base64": …} and {"file": …} → DataView, in any depth. */
async function revive(value) {
  if (Array.isArray(value)) return Promise.all(value.map(revive));
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "base64") {
    const raw = atob(value.base64);
    return new DataView(Uint8Array.from(raw, (c) => c.charCodeAt(0)).buffer);
  }
  if (keys.length === 1 && keys[0] === "file") {
    return new DataView(await fetched(value.file));
  }
  const parts = await Promise.all(
    keys.map(async (key) => [key, await revive(value[key])]));
  return Object.fromEntries(parts);
}

/** What anywidget gives to `render`, without a kernel behind it. */
class Model {
  constructor(traits) {
    this.traits = traits;
    this.listeners = new Map();
    this.page = { engine, base: here };
  }
  get(key) {
    return this.traits[key];
  }
  set(key, value) {
    if (Object.is(this.traits[key], value)) return;
    this.traits[key] = value;
    this.emit(`change:${key}`, value);
    this.emit("change");
  }
  save_changes() {}
  on(names, callback) {
    for (const name of names.split(" ")) {
      if (!this.listeners.has(name)) this.listeners.set(name, new Set());
      this.listeners.get(name).add(callback);
    }
  }
  off(name, callback) {
    if (callback) this.listeners.get(name)?.delete(callback);
    else this.listeners.delete(name);
  }
  emit(name, value) {
    for (const callback of this.listeners.get(name) ?? []) callback(value);
  }
}

/** `attempt`: a script that failed once is asked for under another address. */
async function mount(place, attempt = 0) {
  const { module, traits } = JSON.parse(
    place.querySelector("script[type='application/json']").textContent);
  const stored = place.querySelector("figure");
  const stage = document.createElement("div");
  const script = new URL(module, here);
  if (attempt) script.search = attempt;
  try {
    const [widget, revived] = await Promise.all([
      import(script).catch(() => { throw new Error(SAYS.script); }), revive(traits)]);
    await widget.default.render({ model: new Model(revived), el: stage });
    stored.replaceWith(...stage.childNodes);
    performance.mark("livenets:first");
  } catch (error) {
    fail(stored, error.message, () => mount(place, attempt + 1));
  }
}

/** The stored picture stays, with a sentence and a way to try again. */
function fail(stored, why, again) {
  const words = document.createElement("p");
  Object.assign(words, { className: "status", role: "status" });
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: SAYS.retry, onclick() {
    button.disabled = true;
    again();
  } });
  words.append(`${SAYS.failed(why)} `, button);
  stored.dataset.state = "failed";
  stored.querySelector(".status")?.remove();
  stored.append(words);
}

// one after the other, so that the first is not kept waiting by the rest
for (const place of document.querySelectorAll(".livenets-mount")) await mount(place);
