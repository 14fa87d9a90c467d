import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const kit = await load("live.js", "pick_picture.js", "scores.js", "se_gates.js", "se_chart.js", "se_weights.js");
const f = (...values) => Float32Array.from(values);

test("channels are sorted by what was asked, equal ones as they come", () => {
  const [a, b] = [f(0.5, 1, 0.5, 0), f(0, 1, 1, 0)];
  assert.deepEqual(kit.ordered(a, b, "channel"), [0, 1, 2, 3]);
  assert.deepEqual(kit.ordered(a, b, "a"), [1, 0, 2, 3]);
  assert.deepEqual(kit.ordered(a, b, "b"), [1, 2, 0, 3]);
  assert.deepEqual(kit.ordered(a, b, "difference"), [0, 1, 3, 2]);
});

test("a forced gate is a constant, and the others go through", () => {
  const [a, b] = kit.knobOf([null, 0, 1, 0.25]);
  const gates = [0.6, 0.6, 0.6, 0.6].map((y, k) => a[k] * y + b[k]);
  assert.deepEqual(gates, [0.6, 0, 1, 0.25]);
});

test("a block without a forced gate has no knob", () => {
  const knobs = kit.knobsOf({ one: [null, null], two: [null, 0] });
  assert.deepEqual(knobs, { two: [[1, 0], [0, 0]] });
});

test("each map is scaled by its own gate", () => {
  assert.deepEqual([...kit.gated(f(1, 2, 3, 4), f(0.5, 2))], [0.5, 1, 6, 8]);
});

test("a result of two pictures is cut in the middle", () => {
  assert.deepEqual([...kit.half(f(1, 2, 3, 4), 0)], [1, 2]);
  assert.deepEqual([...kit.half(f(1, 2, 3, 4), 1)], [3, 4]);
});

test("maps stand side by side in the order of their bars", () => {
  const { pixels, w, h } = kit.strip(f(0, 0, 0, 0, 1, 1, 1, 1), [1, 0], 2, 2, 1);
  assert.deepEqual([w, h], [4, 2]);
  const alpha = Array.from({ length: 8 }, (_, i) => pixels[4 * i + 3]);
  assert.deepEqual(alpha, [255, 255, 0, 0, 255, 255, 0, 0]);
});

test("maps of more than two pixels have a gap after each", () => {
  const { pixels, w } = kit.strip(new Float32Array(18).fill(1), [0, 1], 3, 3, 1);
  assert.equal(w, 8);
  assert.deepEqual(Array.from({ length: 8 }, (_, i) => pixels[4 * i + 3]),
    [255, 255, 255, 0, 255, 255, 255, 0]);
});

test("a bar stands on the ground and is as high as its gate", () => {
  assert.equal(kit.barPath([0.25], 100, 80, 0.1, 0.9), "M10.00 80V60.00H90.00V80Z");
  assert.equal(kit.rugPath(f(0, 0.5), 640, 1, 9), "M0.0 1V9M320.0 1V9");
});

test("what lies outside the scale is cut, and a flat scale divides by nothing", () => {
  assert.equal(kit.within(0.5, [0.4, 0.6]).toFixed(3), "0.500");
  assert.equal(kit.within(2, [0, 1]), 1);
  assert.equal(kit.within(0.3, [0.3, 0.3]), 0);
});

test("how far two rows of gates are apart, and where most", () => {
  const { mean, most } = kit.apart(f(0, 0.5, 1), f(0, 0.75, 0.5));
  assert.equal(mean, 0.25);
  assert.equal(most, 2);
});

test("a picture becomes opaque pixels", () => {
  assert.deepEqual([...kit.opaque(Uint8Array.from([1, 2, 3, 4, 5, 6]))], [1, 2, 3, 255, 4, 5, 6, 255]);
});

