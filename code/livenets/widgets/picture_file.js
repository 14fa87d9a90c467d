// What a picture file says of itself, read before anything is decoded: put
// before pick_picture.js.

const HEAD = 65536; // octets in which the sizes stand

const text = (view, at, n) => String.fromCharCode(
  ...Array.from({ length: Math.max(0, Math.min(n, view.byteLength - at)) },
    (_, i) => view.getUint8(at + i)));

function png(view) {
  let [at, moves] = [8, false];
  while (at + 8 < view.byteLength && text(view, at + 4, 4) !== "IDAT") {
    moves ||= text(view, at + 4, 4) === "acTL";
    at += 12 + view.getUint32(at);
  }
  return { width: view.getUint32(16), height: view.getUint32(20), moves };
}

function jpeg(view) {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const kind = view.getUint8(at + 1);
    if (kind === 0xff) { at += 1; continue; }
    const frame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
    if (frame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** A second picture in the file, or the sign of a loop. */
function gif(view) {
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  let at = 13 + (view.getUint8(10) & 0x80 ? 3 << ((view.getUint8(10) & 7) + 1) : 0);
  let frames = 0;
  const table = (flags) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  while (at < view.byteLength && frames < 2) {
    const kind = view.getUint8(at);
    if (kind === 0x3b) break;
    if (kind === 0x2c) {
      frames += 1;
      at += 11 + table(view.getUint8(at + 9));
    } else at += 2;
    while (at < view.byteLength && view.getUint8(at)) at += 1 + view.getUint8(at);
    at += 1;
  }
  return { width, height, moves: frames > 1 };
}

function webp(view) {
  const kind = text(view, 12, 4);
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

function bmp(view) {
  return { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** The largest of the pictures in the file. */
function avif(view) {
  let most = null;
  for (let at = 0; at + 16 <= view.byteLength; at++) {
    if (view.getUint8(at) !== 0x69 || text(view, at, 4) !== "ispe") continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!most || width * height > most.width * most.height) most = { width, height };
  }
  return most && { ...most, moves: text(view, 8, 4) === "avis" };
}

const KINDS = [ // where a sign stands, the sign, who reads the rest, how it ends
  [0, "\x89PNG\r\n\x1a\n", png, "IEND"],
  [0, "\xff\xd8\xff", jpeg, "\xff\xd9"],
  [0, "GIF8", gif, "\x3b"],
  [8, "WEBP", webp],
  [0, "BM", bmp],
  [4, "ftypavi", avif],
];

/**
 * Of the file's octets (an ArrayBuffer): { width, height, moves, whole }, or
 * null where they begin as no picture does. Pixels as stored, before a turn.
 */
export function pictureHead(buffer) {
  const view = new DataView(buffer, 0, Math.min(HEAD, buffer.byteLength));
  const kind = KINDS.find(([at, sign]) => text(view, at, sign.length) === sign);
  if (!kind) return null;
  const [, , read, end] = kind;
  try {
    const found = read(read === gif ? new DataView(buffer) : view);
    if (!found?.width || !found.height) return null;
    return { moves: false, ...found, whole: !end || endsWith(buffer, end) };
  } catch (error) {
    if (error instanceof RangeError) return null; // it ends before its sizes
    throw error;
  }
}

/** Does `sign` stand anywhere in the last octets, or before what was added? */
function endsWith(buffer, sign) {
  const octets = new Uint8Array(buffer);
  const codes = Array.from(sign, (c) => c.charCodeAt(0));
  for (let at = octets.length - codes.length; at > 0; at--) {
    if (codes.every((code, i) => octets[at + i] === code)) return true;
  }
  return false;
}
