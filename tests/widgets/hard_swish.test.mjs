import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const kit = await load("bends.js", "hard_swish.js");

test("far away from 0 the hard one and the soft one are the same", () => {
  for (const x of [-20, 20]) {
    assert.ok(Math.abs(kit.height("h-swish", "distance", x)) < 1e-7);
  }
  assert.equal(kit.height("h-swish", "value", 0), 0);
});

test("a curve begins and ends where it should", () => {
  const points = kit.curve("ReLU6", "value", -6, 6, 4);
  assert.deepEqual(points, [[-6, 0], [-3, 0], [0, 0], [3, 3], [6, 6]]);
});

test("a timing is the median, in nanoseconds a value", () => {
  const ticks = [0, 9, 0, 1, 0, 2]; // ms
  const clock = () => ticks.shift();
  assert.equal(kit.timed("swish", 1000, 3, clock), 2000);
});
