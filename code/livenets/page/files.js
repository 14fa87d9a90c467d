// Files of the book, fetched whole and as they were built.

const SAYS = {
  offline: (what) => `${what} could not be fetched: is there a network?`,
  missing: (what, status) => `${what} could not be fetched (${status}): if the book was renewed, reload this page.`,
  broke: (what) => `${what} broke off on its way: is there a network?`,
  damaged: (what) => `${what} came damaged and is not used.`,
};
const STALL = 20_000; // ms without a byte
const here = new URL(".", import.meta.url);
const doubtful = new Set(); // files that came damaged: not from the cache again

/** An error whose words are for the reader. */
export class Told extends Error {}

/** The bytes of a file; an error where they stop coming. */
export async function bytes(name, what, progress = () => {}) {
  const stop = new AbortController();
  let timer;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), STALL);
  };
  const told = (words) => () => { throw new Told(words); };
  try {
    alive();
    const reply = await fetch(new URL(name, here), { signal: stop.signal,
      cache: doubtful.delete(name) ? "reload" : "default" })
      .catch(told(SAYS.offline(what)));
    if (!reply.ok) throw new Told(SAYS.missing(what, reply.status));
    const all = Number(reply.headers.get("content-length"));
    const parts = [];
    let got = 0;
    const reader = reply.body.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch(told(SAYS.broke(what)));
      if (done) break;
      alive();
      parts.push(value);
      got += value.length;
      progress(got, Math.max(all, got));
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

/** Unpacked, unless the host has already done it. */
export async function unpacked(data) {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  const stream = new Blob([data]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Is `data` what was built? `sha256`: its hash, or the hash's first digits.
 * Where a page can't hash (no https), is it as long?
 */
export async function intact(data, { bytes: size, sha256 }) {
  if (!crypto.subtle) return data.length === size;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const hex = Array.from(digest, (b) => b.toString(16).padStart(2, "0"));
  return hex.join("").startsWith(sha256);
}

export function damaged(name, what) {
  doubtful.add(name);
  return new Told(SAYS.damaged(what));
}
