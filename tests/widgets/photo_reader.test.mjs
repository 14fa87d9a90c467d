import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { triangles, resized, shownAgain, leading, linesOf, mosaic, acrossOf } = await load(
  "live.js", "maps.js", "scores.js", "pick_picture.js", "pick_photo.js",
  "share_plot.js", "mosaic.js", "photo_reader.js");

test("a triangle's weights are one in all, and reach no further than the picture", () => {
  for (const [n, m] of [[320, 64], [50, 224], [7, 7]]) {
    const taps = triangles(n, m);
    assert.equal(taps.length, m);
    for (const { from, w } of taps) {
      assert.ok(Math.abs(w.reduce((a, b) => a + b) - 1) < 1e-12);
      assert.ok(from >= 0 && from + w.length <= n);
    }
  }
});

test("at its own size a picture is kept, and shown as it was", () => {
  const rgb = Uint8Array.from({ length: 3 * 16 }, (_, i) => 5 * i);
  const planes = resized(rgb, 4);
  assert.ok(Math.abs(planes[1] - (15 - 127) / 128) < 1e-6);
  const shown = shownAgain(planes);
  assert.deepEqual([...shown.slice(4, 8)], [15, 20, 25, 255]);
});

test("the leading classes are those that were likeliest somewhere", () => {
  const tried = { 64: [0.9, 0.1, 0, 0.001], 96: [0.2, 0.1, 0.7, 0] };
  assert.deepEqual(leading(tried, 2), [0, 2]);
  assert.deepEqual(leading(tried, 5), [0, 2, 1]);
});

test("a line has a point where a size was tried, and the likelier is higher", () => {
  const { lines, x } = linesOf({ 64: [0.9, 0.1], 128: [0.5, 0.5] }, [0, 1], [64, 96, 128]);
  assert.deepEqual(lines[0].map((p) => p.side), [64, 128]);
  assert.ok(lines[0][0].y < lines[1][0].y && lines[0][1].y === lines[1][1].y);
  assert.ok(x(64) < x(96) && x(96) < x(128));
});

test("maps stand row by row with a pixel between them, on one scale", () => {
  const values = Float32Array.from([0, 0, 0, 1, -2, 0, 0, 0, 1, 1, 1, 1]); // 3 of 2 × 2
  const { pixels, w, h } = mosaic(values, 3, 2, 2);
  assert.deepEqual([w, h], [5, 5]);
  const alpha = (r, c) => pixels[4 * (r * w + c) + 3];
  assert.deepEqual([alpha(1, 1), alpha(0, 3), alpha(0, 2), alpha(3, 0)], [128, 255, 0, 128]);
  assert.deepEqual([32, 80, 1280].map(acrossOf), [8, 13, 51]);
});
