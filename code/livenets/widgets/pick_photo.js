// A photograph, of the book's or of the reader's own files, and how a network
// of any size gets it: after pick_picture.js, before NAME.js.

const PHOTO = { photo: "Photo", drop: "or drop one on it" };
export const FINEST = 320; // pixels a side that are kept of a photograph

/** For each of m pixels: where its share of n begins, and the weights. */
export function triangles(n, m) {
  const reach = Math.max(1, n / m);
  return Array.from({ length: m }, (_, i) => {
    const middle = ((i + 0.5) * n) / m;
    const from = Math.max(0, Math.floor(middle - reach));
    const to = Math.min(n, Math.ceil(middle + reach));
    const w = [];
    for (let j = from; j < to; j++) w.push(Math.max(0, 1 - Math.abs(j + 0.5 - middle) / reach));
    const sum = w.reduce((a, b) => a + b);
    return { from, w: w.map((v) => v / sum) };
  });
}

/** RGB octets of a square → red, green, blue of side × side, (v − 127) / 128. */
export function resized(rgb, side) {
  const n = Math.sqrt(rgb.length / 3);
  const taps = triangles(n, side);
  const wide = new Float32Array(3 * n * side); // every row made shorter
  for (let r = 0; r < n; r++) {
    taps.forEach(({ from, w }, c) => {
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let j = 0; j < w.length; j++) sum += w[j] * rgb[3 * (r * n + from + j) + k];
        wide[(k * n + r) * side + c] = sum;
      }
    });
  }
  const out = new Float32Array(3 * side * side);
  for (let k = 0; k < 3; k++) {
    taps.forEach(({ from, w }, r) => {
      for (let c = 0; c < side; c++) {
        let sum = 0;
        for (let j = 0; j < w.length; j++) sum += w[j] * wide[(k * n + from + j) * side + c];
        out[(k * side + r) * side + c] = (sum - 127) / 128;
      }
    });
  }
  return out;
}

/** What `resized` made → RGBA octets. */
export function shownAgain(planes) {
  const n = planes.length / 3;
  return Uint8ClampedArray.from({ length: 4 * n }, (_, i) =>
    (i % 4 === 3 ? 255 : 128 * planes[(i % 4) * n + (i >> 2)] + 127));
}

const kept = (side) => Math.min(FINEST, side);

/**
 * Controls for the traits `selected` (a name, or "own") and `own` (RGB octets);
 * `names` and `photos` (JPEG files) are the book's. `change(traits, time)` sets
 * them; `drop`: where a file may be dropped. `rgb()` is a promise of octets.
 */
export function pickPhoto(model, { change, drop }) {
  const names = model.get("names");
  const own = h("option", { value: "own", textContent: PICK.own });
  const select = h("select", {}, ...names.map((name) =>
    h("option", { value: name, textContent: name })), own);
  const file = h("input", { type: "file", accept: "image/*" });
  const words = h("span", { className: "told", role: "status" });
  const opened = new Map(); // name → promise of its octets
  let asked = 0; // the latest wins, however long a file takes
  async function take(chosen, time) {
    const mine = ++asked;
    words.textContent = PICK.reading(nameOf(chosen));
    try {
      const { rgb, more } = await ofFile(chosen, kept);
      if (mine !== asked) return;
      change({ own: new DataView(rgb.buffer), selected: "own" }, time);
      words.textContent = [more, PICK.taken].join(" ").trim();
    } catch (error) {
      if (mine === asked) words.textContent = error.message;
    }
  }
  select.onchange = ({ timeStamp }) => {
    asked += 1;
    words.textContent = "";
    change({ selected: select.value }, timeStamp);
  };
  file.onchange = ({ timeStamp }) => {
    const chosen = file.files[0];
    file.value = "";
    if (chosen) take(chosen, timeStamp);
  };
  drop.ondragover = (event) => event.preventDefault();
  drop.ondrop = (event) => {
    event.preventDefault();
    const dropped = event.dataTransfer.files[0];
    if (dropped) take(dropped, event.timeStamp);
  };
  return {
    el: h("div", { className: "line" }, labelled(PHOTO.photo, select),
      labelled(PICK.file, file), h("small", {}, PHOTO.drop), words),
    sync() {
      own.hidden = own.disabled = model.get("own").byteLength === 0;
      select.value = model.get("selected");
    },
    rgb() {
      const name = model.get("selected");
      if (name === "own") return Promise.resolve(octets(model.get("own")));
      if (!opened.has(name)) {
        const jpeg = new File([model.get("photos")[names.indexOf(name)]], name, { type: "image/jpeg" });
        opened.set(name, ofFile(jpeg, kept).then(({ rgb }) => rgb));
      }
      return opened.get(name);
    },
  };
}
