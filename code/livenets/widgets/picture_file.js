// What a picture file says of itself, read before anything is decoded, and
// then the picture: put before pick_picture.js.

const META = 65536; // octets in which an AVIF file has its sizes

const signAt = (view, at, n) => String.fromCharCode(
  ...Array.from({ length: Math.max(0, Math.min(n, view.byteLength - at)) },
    (_, i) => view.getUint8(at + i)));

function ofPng(view) {
  let [at, moves] = [8, false];
  while (at + 8 < view.byteLength && signAt(view, at + 4, 4) !== "IDAT") {
    moves ||= signAt(view, at + 4, 4) === "acTL";
    at += 12 + view.getUint32(at);
  }
  const deep = view.getUint8(24) === 16;
  return { width: view.getUint32(16), height: view.getUint32(20), deep, moves, at };
}

function ofJpeg(view) {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const kind = view.getUint8(at + 1);
    if (kind === 0xff) { at += 1; continue; }
    const frame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
    if (frame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), at };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Block by block to the end: a second picture means that it moves. */
function ofGif(view) {
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  const table = (flags) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + table(view.getUint8(10));
  let frames = 0;
  let whole = false;
  while (at < view.byteLength && !whole) {
    const kind = view.getUint8(at);
    whole = kind === 0x3b;
    if (kind === 0x2c) {
      frames += 1;
      at += 11 + table(view.getUint8(at + 9));
    } else at += 2;
    while (at < view.byteLength && view.getUint8(at)) at += 1 + view.getUint8(at);
    at += 1;
  }
  return { width, height, moves: frames > 1, whole };
}

function ofWebp(view) {
  const kind = signAt(view, 12, 4);
  if (kind === "VP8 ") {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind === "VP8L") {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind !== "VP8X") return null;
  const three = (at) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  return { width: three(24), height: three(27), moves: Boolean(view.getUint8(20) & 2) };
}

function ofBmp(view) {
  return { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** The largest of the pictures in the file. */
function ofAvif(view) {
  let most = null;
  for (let at = 0; at + 16 <= Math.min(META, view.byteLength); at++) {
    if (view.getUint8(at) !== 0x69 || signAt(view, at, 4) !== "ispe") continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!most || width * height > most.width * most.height) most = { width, height };
  }
  return most && { ...most, moves: signAt(view, 8, 4) === "avis" };
}

const SIGNS = [ // where a sign stands, the sign, who reads the rest, how it ends
  [0, "\x89PNG\r\n\x1a\n", ofPng, "IEND"],
  [0, "\xff\xd8\xff", ofJpeg, "\xff\xd9"],
  [0, "GIF8", ofGif],
  [8, "WEBP", ofWebp],
  [0, "BM", ofBmp],
  [4, "ftypavi", ofAvif],
];

/**
 * Of the file's octets (an ArrayBuffer): { width, height, deep, moves, whole },
 * or null where they begin as no picture does. Pixels as stored, before a turn;
 * `deep`: of 16 bits.
 */
export function pictureHead(buffer) {
  const view = new DataView(buffer);
  const kind = SIGNS.find(([at, sign]) => signAt(view, at, sign.length) === sign);
  if (!kind) return null;
  const [, , read, end] = kind;
  try {
    const found = read(view);
    if (!found?.width || !found.height) return null;
    const whole = !end || has(new Uint8Array(buffer, found.at), end);
    return { moves: false, whole, ...found };
  } catch (error) {
    if (error instanceof RangeError) return null; // it ends before its sizes
    throw error;
  }
}

/** Does `sign` stand in these octets? At their end, most often. */
function has(octets, sign) {
  const codes = Array.from(sign, (c) => c.charCodeAt(0));
  let at = octets.length;
  do {
    at = octets.lastIndexOf(codes[0], at - 1);
    if (at >= 0 && codes.every((code, i) => octets[at + i] === code)) return true;
  } while (at > 0);
  return false;
}

/**
 * The picture in `file`, whose head is known, at least `size` pixels a side: of
 * a large one a small copy, which the browser makes beside the page's own
 * thread. One that turns it first may have made it too small.
 */
export async function decoded(file, { width, height }, size) {
  const whole = { imageOrientation: "from-image" };
  if (Math.min(width, height) > 4 * size) {
    const short = width < height ? "resizeWidth" : "resizeHeight";
    const small = await createImageBitmap(file, { ...whole, [short]: 2 * size, resizeQuality: "high" });
    if (Math.min(small.width, small.height) >= size) return small;
    small.close();
  }
  return createImageBitmap(file, whole);
}
