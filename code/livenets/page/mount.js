// Makes the widgets of a built page live: a model for each, from its stored
// traits, and one engine for all. No kernel, no other host.

import { engine } from "./engine.js";

const here = new URL(".", import.meta.url);
const MODULE_FAILED = "This widget could not be loaded; the picture is stored.";

const files = new Map(); // name → promise of its bytes: widgets share pictures

function fetched(name) {
  if (!files.has(name)) {
    files.set(name, fetch(new URL(name, here)).then((reply) => {
      if (!reply.ok) throw new Error(`${name}: ${reply.status}`);
      return reply.arrayBuffer();
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

async function mount(place) {
  const { module, traits } = JSON.parse(
    place.querySelector("script[type='application/json']").textContent);
  const stored = place.querySelector("figure");
  const stage = document.createElement("div");
  try {
    const [widget, revived] = await Promise.all(
      [import(new URL(module, here)), revive(traits)]);
    await widget.default.render({ model: new Model(revived), el: stage });
    stored.replaceWith(...stage.childNodes);
    performance.mark("livenets:first");
  } catch (error) {
    stored.dataset.state = "failed";
    const words = document.createElement("p");
    words.textContent = `${MODULE_FAILED} (${error.message})`;
    stored.append(words);
  }
}

// Esc hides where a number comes from, until something else is pointed at
const hush = (on) => document.documentElement.toggleAttribute("data-hush", on);
document.addEventListener("keydown", ({ key }) => key === "Escape" && hush(true));
document.addEventListener("pointerover", () => hush(false));
document.addEventListener("focusin", () => hush(false));

// one after the other, so that the first is not kept waiting by the rest
for (const place of document.querySelectorAll(".livenets-mount")) await mount(place);
