// A picture from the book, from the emoji keyboard or from the reader's own
// files, which never leave the page: after kit.js, before NAME.js.

const PICK = {
  picture: "Picture",
  own: "your own",
  emoji: "or an emoji",
  file: "or your own file",
  reading: (name) => `Reading ${name}.`,
  kind: (name) => `${name} is not a picture that is read here: PNG, JPEG, GIF, WebP, AVIF or BMP. The one before stays.`,
  large: (name) => `${name} is larger than 20 MB: take a smaller copy. The picture before stays.`,
  cut: (name) => `${name} ends before its picture does: take a whole copy. The picture before stays.`,
  broken: (name) => `${name} could not be read as a picture. The one before stays.`,
  pixels: (name, w, h) => `${name} is ${w} × ${h} pixels, and at most 50 million are read: take a smaller copy. The picture before stays.`,
  deep: (name, w, h) => `${name} is ${w} × ${h} pixels of 16 bits, and at most 25 million of those are read: take a smaller copy. The picture before stays.`,
  blank: "This system has no drawing of that character.",
  taken: "Your picture is drawn here only: it does not leave this page.",
  first: "It moves: its first picture is taken.",
};
export const SIDE = 64; // pixels; a picture is the middle square
const BYTES = 20e6;
const PIXELS = 50e6; // of 8 bits; those of 16 take twice as long

/** Interleaved RGB octets of one of n pictures. */
export function pictureAt(bytes, i) {
  const size = 3 * SIDE * SIDE;
  return octets(bytes).subarray(i * size, (i + 1) * size);
}

/** RGB octets → one map of brightness in [0, 1] (Rec. 601). */
export function brightness(rgb) {
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
    (0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2]) / 255);
  return { values, h: SIDE, w: SIDE };
}

/** RGBA octets → RGB. */
export function withoutAlpha(rgba) {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let i = 0, at = 0; i < rgba.length; i += 4) {
    for (let k = 0; k < 3; k++) rgb[at++] = rgba[i + k];
  }
  return rgb;
}

/** RGB octets → what a network gets: red, green, blue of side × side in [0, 1]. */
export function planes(rgb, side) {
  const f = SIDE / side;
  const out = new Float32Array(3 * side * side);
  for (let r = 0; r < SIDE; r++) {
    for (let c = 0; c < SIDE; c++) {
      const at = Math.floor(r / f) * side + Math.floor(c / f);
      for (let k = 0; k < 3; k++) {
        out[k * side * side + at] += rgb[3 * (r * SIDE + c) + k] / (255 * f * f);
      }
    }
  }
  return out;
}

/** What `paint(context)` draws on white, as RGB octets. */
function painted(paint, size = SIDE) {
  const canvas = h("canvas", { width: size, height: size });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, size, size);
  pen.imageSmoothingQuality = "high";
  paint(pen);
  return withoutAlpha(pen.getImageData(0, 0, size, size).data);
}

/** A file's name as a sentence can bear it: short, without signs that turn or hide. */
export function nameOf(file) {
  const seen = file.name.slice(0, 400).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
  const chars = Array.from(seen || PICK.own);
  return `\u2068${chars.length > 40 ? `${chars.slice(0, 39).join("")}…` : chars.join("")}\u2069`;
}

/** { rgb, more }: the file's middle square, and what else is to be told.
 * `sized(side)`: how many pixels a side are kept of it. */
export async function ofFile(file, sized = () => SIDE) {
  const name = nameOf(file);
  const refuse = (words) => { throw new Error(words); };
  if (file.size > BYTES) refuse(PICK.large(name));
  const head = pictureHead(await file.arrayBuffer().catch(() => refuse(PICK.broken(name))));
  if (!head) refuse(PICK.kind(name));
  const about = [name, head.width, head.height];
  if (head.width * head.height > PIXELS) refuse(PICK.pixels(...about));
  if (head.deep && head.width * head.height > PIXELS / 2) refuse(PICK.deep(...about));
  if (!head.whole) refuse(PICK.cut(name));
  const bitmap = await decoded(file, head, sized(Math.min(head.width, head.height)))
    .catch(() => refuse(PICK.broken(name)));
  const { width, height } = bitmap;
  const side = Math.min(width, height);
  const size = sized(side);
  const rgb = painted((pen) => pen.drawImage(bitmap,
    (width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size), size);
  bitmap.close();
  return { rgb, more: head.moves ? PICK.first : "" };
}

function ofEmoji(typed) {
  const text = typed.trimStart().slice(0, 40); // the longest flag has 14
  const first = "Segmenter" in Intl
    ? [...new Intl.Segmenter().segment(text)][0]?.segment : [...text][0];
  if (!first) return null;
  const rgb = painted((pen) => {
    pen.fillStyle = "#000";
    pen.font = `${0.78 * SIDE}px sans-serif`;
    Object.assign(pen, { textAlign: "center", textBaseline: "middle" });
    pen.fillText(first, SIDE / 2, 0.54 * SIDE);
  });
  if (rgb.every((v) => v === 255)) throw new Error(PICK.blank);
  return { rgb };
}

/**
 * A list of names and the reader's own file: traits `names`, `selected` (a
 * name, or "own") and `own` (RGB octets). `change(traits, time)` sets them;
 * `drop`: where a file may be dropped; `sized` as for `ofFile`; `onopen()` when
 * a file is taken. Returns the controls, `sync()`, and `take(make, time)` for
 * a picture that comes from elsewhere.
 */
export function pickOwn(model, { change, drop, sized, onopen = () => {} }) {
  const own = h("option", { value: "own", textContent: PICK.own });
  const select = h("select", {}, own, ...model.get("names").map((name) =>
    h("option", { value: name, textContent: name })));
  const file = h("input", { type: "file", accept: "image/*" });
  const words = h("span", { className: "told", role: "status" });
  let asked = 0; // the latest wins, however long a file takes
  async function take(make, time) {
    const mine = ++asked;
    try {
      const found = await make();
      if (!found || mine !== asked) return;
      change({ own: new DataView(found.rgb.buffer), selected: "own" }, time);
      words.textContent = [found.more, PICK.taken].join(" ").trim();
    } catch (error) {
      if (mine === asked) words.textContent = error.message;
    }
  }
  function open([chosen], time) {
    if (!chosen) return;
    onopen();
    words.textContent = PICK.reading(nameOf(chosen));
    take(() => ofFile(chosen, sized), time);
  }
  select.onchange = ({ timeStamp }) => {
    asked += 1;
    words.textContent = "";
    change({ selected: select.value }, timeStamp);
  };
  file.onchange = ({ timeStamp }) => {
    open(file.files, timeStamp);
    file.value = "";
  };
  drop.ondragover = (event) => event.preventDefault();
  drop.ondrop = (event) => {
    event.preventDefault();
    open(event.dataTransfer.files, event.timeStamp);
  };
  return { select, file, words, take, sync() {
    own.hidden = own.disabled = model.get("own").byteLength === 0;
    select.value = model.get("selected");
  } };
}

/** The controls of `pickOwn`, and a field for an emoji. */
export function pickPicture(model, { change, drop }) {
  const names = model.get("names");
  const emoji = h("input", { type: "text", className: "emoji", autocomplete: "off" });
  const { select, file, words, take, sync } = pickOwn(model, { change, drop,
    onopen: () => { emoji.value = ""; } });
  emoji.oninput = ({ timeStamp }) => take(() => ofEmoji(emoji.value), timeStamp);
  return {
    el: h("div", { className: "line" }, labelled(PICK.picture, select),
      labelled(PICK.emoji, emoji), labelled(PICK.file, file), words),
    sync() {
      if (model.get("selected") !== "own") emoji.value = "";
      sync();
    },
    /** What the traits name, in words. */
    name: () => (model.get("selected") === "own" ? PICK.own : model.get("selected")),
    /** RGB octets of the picture that the traits name. */
    rgb() {
      const name = model.get("selected");
      return name === "own" ? octets(model.get("own"))
        : pictureAt(model.get("pictures"), names.indexOf(name));
    },
  };
}
