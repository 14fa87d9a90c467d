import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { radius, scaledTo, unroll, nudged, heightOf, powers } = await load("three_units_math.js",
  "echo_plot.js", "three_units.js");

const shift = [[0, 1, 0], [0, 0, 1], [0, 0, 0]];

test("a shift register has the radius 0, and nothing scales it", () => {
  assert.equal(radius(shift), 0);
  assert.equal(scaledTo(shift, 1), null);
});

test("a rotation has the radius 1 although no eigenvalue is real", () => {
  assert.ok(Math.abs(radius([[0, -1], [1, 0]]) - 1) < 1e-12);
});

test("every product of a moment adds up to its sum", () => {
  const net = { weight_x: [1, -0.5, 0], weight_h: [[0.6, -0.6, 0], [0.6, 0.6, 0], [0.3, 0, 0.5]],
    bias: [0.1, 0, -0.1], inputs: [1, -1, 0], activation: "tanh" };
  const moments = unroll(net);
  moments.forEach(({ fromX, fromH, sum, h }) => sum.forEach((s, i) => {
    const added = fromX[i] + fromH[i].reduce((a, b) => a + b, 0) + net.bias[i];
    assert.ok(Math.abs(added - s) < 1e-12);
    assert.equal(h[i], Math.tanh(s));
  }));
  assert.deepEqual(moments[1].before, moments[0].h);
});

test("without an activation a nudge goes with the powers of W", () => {
  const W = [[2, 0, 0], [0, 2, 0], [0, 0, 2]];
  const moments = unroll({ weight_x: [1, 0, 0], weight_h: W, bias: [0, 0, 0], inputs: [1, 0, 0], activation: "none" });
  assert.deepEqual(nudged(moments, W, "none"), [1, 2, 4]);
});

test("the plot's powers of ten hold all values and 1, and end somewhere", () => {
  assert.deepEqual(powers([0.02, 3]), [-2, 1]);
  assert.deepEqual(powers([1e-40, 1e5]), [-7, 5]);
  assert.ok(heightOf(10, [-2, 1]) < heightOf(0.1, [-2, 1]));
  assert.equal(heightOf(0, [-2, 1]), heightOf(1e-9, [-2, 1]));
});
