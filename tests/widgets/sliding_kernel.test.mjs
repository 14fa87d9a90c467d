import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { brightness, convolve, flipped, lawGap, outputSize, pool, reduced, resized, seen,
  shifted, sizeFormula, swept, withoutAlpha, added, fixed } = await load(
  "convolve.js", "map_view.js", "pick_picture.js", "sliding_kernel.js");

const PLAIN = { stride: 1, padding: 0, dilation: 1 };
/** 1, 2, 3 … in rows. */
const counting = (h, w) => ({ values: Float32Array.from({ length: h * w }, (_, i) => i + 1), h, w });
/** Noise that is the same in every run. */
function noise(h, w, seed = 1) {
  let state = seed;
  const next = () => { state = (state * 16807) % 2147483647; return state / 2147483647; };
  return { values: Float32Array.from({ length: h * w }, next), h, w };
}

test("a 3 × 4 picture under a 2 × 2 kernel, worked out by hand", () => {
  const out = convolve(counting(3, 4), Float32Array.of(1, 0, 0, -1), PLAIN);
  assert.deepEqual([out.h, out.w, ...out.values], [2, 3, -5, -5, -5, -5, -5, -5]);
});

test("padding, stride and dilation, worked out by hand", () => {
  const ones = new Float32Array(9).fill(1);
  const padded = convolve(counting(3, 3), ones, { stride: 2, padding: 1, dilation: 1 });
  assert.deepEqual([...padded.values], [12, 16, 24, 28]);
  const dilated = convolve(counting(5, 5), ones, { stride: 1, padding: 0, dilation: 2 });
  assert.deepEqual([...dilated.values], [1 + 3 + 5 + 11 + 13 + 15 + 21 + 23 + 25]);
});

test("a kernel that does not fit gives no map", () => {
  const steps = { stride: 1, padding: 1, dilation: 2 };
  assert.equal(outputSize(8, 7, steps), -2);
  assert.equal(convolve(counting(8, 8), new Float32Array(49), steps), null);
  assert.equal(sizeFormula(8, 7, steps), "⌊(8 + 2·1 − 2·(7 − 1) − 1) / 1⌋ + 1 = −2");
});

test("pooling: a window of padding never wins, and counts as 0 in a mean", () => {
  const map = { values: Float32Array.of(-1, -2, -3, -4), h: 2, w: 2 };
  const steps = { stride: 2, padding: 1, dilation: 1 };
  assert.deepEqual([...pool(map, 2, steps, "max").values], [-1, -2, -3, -4]);
  assert.deepEqual([...pool(map, 2, steps, "mean").values], [-0.25, -0.5, -0.75, -1]);
});

test("what a window sees are the factors of its sum", () => {
  const map = noise(9, 11);
  const kernel = noise(3, 3, 7).values;
  const steps = { stride: 2, padding: 1, dilation: 2 };
  const out = convolve(map, kernel, steps);
  for (const [row, col] of [[0, 0], [1, 3], [out.h - 1, out.w - 1]]) {
    const sum = seen(map, 3, steps, row, col).reduce((s, tap, i) => s + tap.value * kernel[i], 0);
    assert.ok(Math.abs(sum - out.values[row * out.w + col]) < 1e-6);
  }
  assert.equal(seen(map, 3, steps, 0, 0)[0].inside, false);
});

test("the law: with stride 1 a moved picture gives a moved map, exactly", () => {
  const map = noise(20, 24);
  const kernel = noise(5, 5, 3).values;
  const run = (m, steps) => convolve(m, kernel, steps);
  for (const [by, stride] of [[3, 1], [4, 2], [6, 3]]) {
    const steps = { stride, padding: 2, dilation: 1 };
    assert.equal(lawGap(run(map, steps), run(shifted(map, by), steps), map, 5, steps, by, by / stride), 0);
  }
  const two = { stride: 2, padding: 2, dilation: 1 };
  for (const whole of [0, 1]) {
    assert.ok(lawGap(run(map, two), run(shifted(map, 1), two), map, 5, two, 1, whole) > 0.1);
  }
});

test("a moved picture comes in again on the left", () => {
  assert.deepEqual([...shifted(counting(2, 3), 1).values], [3, 1, 2, 6, 4, 5]);
});

test("a kernel grows by zeros around it and shrinks to its middle", () => {
  const kernel = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  assert.deepEqual([...resized(kernel, 1)], [5]);
  assert.deepEqual([...resized(resized(kernel, 5), 3)], [...kernel]);
  assert.deepEqual([...flipped(kernel)], [9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test("fewer pixels are means of blocks", () => {
  const small = reduced(counting(4, 4), 2);
  assert.deepEqual([...small.values], [3.5, 5.5, 11.5, 13.5]);
});

test("brightness weighs green most, and white is 1", () => {
  const rgb = new Uint8Array(64 * 64 * 3);
  rgb.set([255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255]);
  const { values } = brightness(rgb);
  assert.deepEqual([...values.slice(0, 5)].map((v) => Number(v.toFixed(3))), [1, 0.299, 0.587, 0.114, 0]);
  assert.deepEqual([...withoutAlpha(Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255))], [1, 2, 3, 4, 5, 6]);
});

test("a sweep never goes back and ends", () => {
  let last = 0;
  for (let ms = 0; ms < 20000; ms += 50) {
    assert.ok(swept(ms, 62) >= last);
    last = swept(ms, 62);
  }
  assert.ok(last > 62 * 62);
});

test("sums and small cells are written for people", () => {
  assert.equal(added([1.234, -0.5, 0]), "1.2 − 0.5 + 0");
  assert.deepEqual([-0.126, 0, -Infinity].map((v) => fixed(v)), ["−0.13", "0", "−∞"]);
});
