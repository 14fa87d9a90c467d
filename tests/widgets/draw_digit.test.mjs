import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { bordered, moved, patch, rasterise } = await load(
  "live.js", "maps.js", "scores.js", "draw_pad.js", "draw_digit.js");

/** A pad of 280 × 280 with a filled box. */
function box(top, left, bottom, right) {
  const ink = new Float32Array(280 * 280);
  for (let y = top; y < bottom; y++) ink.fill(1, 280 * y + left, 280 * y + right);
  return ink;
}

test("a plain pad is averaged over blocks of 10 × 10", () => {
  const digit = rasterise(box(10, 20, 20, 25), 280, false);
  assert.equal(digit[28 * 1 + 2], 0.5);
  assert.equal(digit.reduce((a, b) => a + b), 0.5);
});

test("a centred digit is 20 pixels long with its mass in the middle", () => {
  for (const ink of [box(0, 0, 40, 20), box(200, 180, 280, 220)]) {
    const digit = rasterise(ink, 280, true);
    const rows = Array.from({ length: 28 }, (_, r) =>
      digit.subarray(28 * r, 28 * r + 28).some((v) => v > 0.5));
    assert.deepEqual([rows.indexOf(true), rows.lastIndexOf(true)], [4, 23]);
    const columns = Array.from({ length: 28 }, (_, c) => digit[28 * 14 + c] > 0.5);
    assert.deepEqual([columns.indexOf(true), columns.lastIndexOf(true)], [9, 18]);
  }
});

test("where nothing is drawn nothing is seen", () => {
  assert.ok(rasterise(new Float32Array(280 * 280), 280, true).every((v) => v === 0));
});

test("the border of 2 leaves the digit whole", () => {
  const padded = bordered(Float32Array.from({ length: 784 }, (_, i) => i + 1));
  assert.equal(padded[32 * 2 + 2], 1);
  assert.equal(padded[32 * 29 + 29], 784);
  assert.equal(padded.filter((v) => v === 0).length, 1024 - 784);
});

test("a patch is cut out row by row", () => {
  const map = Float32Array.from({ length: 20 }, (_, i) => i); // 4 × 5
  assert.deepEqual([...patch(map, 5, 1, 2, 2)], [7, 8, 12, 13]);
});

test("a moved picture loses what leaves and gains nothing", () => {
  const input = new Float32Array(1024);
  input[32 * 3 + 4] = 1;
  input[31] = 1;
  const out = moved(input, 2, -1);
  assert.equal(out[32 * 2 + 6], 1);
  assert.equal(out.reduce((a, b) => a + b), 1);
});
