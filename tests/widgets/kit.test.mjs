import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { floats, num, reach, signedPixels, times } = await load();

test("numbers have 3 significant digits and a true minus", () => {
  assert.equal(num(-0.123456), "−0.123");
  assert.equal(num(0), "0");
  assert.equal(num(1234.5), "1230");
  assert.equal(num(1.5e-7), "1.50e−7");
  assert.equal(num(NaN), "NaN");
});

test("floats are read from any offset", () => {
  const bytes = new Uint8Array(13);
  bytes.set(new Uint8Array(Float32Array.of(1.5, -2, 3).buffer), 1);
  assert.deepEqual([...floats(new DataView(bytes.buffer, 1, 12))], [1.5, -2, 3]);
});

test("zero is transparent, the largest opaque, the sign a colour", () => {
  const pixels = signedPixels(Float32Array.of(0, 2, -1), 2);
  assert.equal(pixels[3], 0);
  assert.deepEqual([...pixels.subarray(4, 8)], [213, 94, 0, 255]);
  assert.deepEqual([...pixels.subarray(8, 12)], [0, 114, 178, 128]);
});

test("the reach of nothing is 1, so that nothing is divided by 0", () => {
  assert.equal(reach(new Float32Array(3)), 1);
  assert.equal(reach([1, -4, 2]), 4);
});

test("a shape is written with times signs", () => {
  assert.equal(times([6, 28, 28]), "6 × 28 × 28");
});
