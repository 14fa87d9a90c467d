import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { breadth, dot, inkOf, knobsOf, mixed, natsOf, padded, placesOf, ranked, rowOf, scoresOf,
  vectorOf } = await load("live.js", "scores.js", "map_view.js", "maps.js", "type_text.js",
  "attention_math.js", "attention_view.js", "attention_step.js", "attention.js");

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test("a short text has nothing but zeros behind it", () => {
  assert.deepEqual([...padded([3, 5], 4)], [3, 5, 0, 0]);
});

test("places are put in order, turned round, shuffled and frozen", () => {
  assert.deepEqual([...placesOf("order", 7, 3, 5)], [7, 8, 9, 10, 11]);
  assert.deepEqual([...placesOf("backwards", 0, 3, 5)], [2, 1, 0, 3, 4]);
  assert.deepEqual([...placesOf("frozen", 2, 3, 4)], [2, 2, 2, 5]);
  const shuffled = [...placesOf("shuffled", 0, 40, 64)];
  assert.deepEqual(shuffled, [...placesOf("shuffled", 0, 40, 64)]);
  assert.deepEqual(shuffled.slice(0, 40).sort((a, b) => a - b), Array.from({ length: 40 }, (_, i) => i));
  assert.ok(shuffled.slice(0, 40).some((place, i) => place !== i));
});

test("only what is changed has a knob, and only its head is turned", () => {
  const modes = [["trained", "cut"], ["unscaled", "even"]];
  assert.deepEqual(knobsOf(modes, ["a", "b"], 16), {
    "a.heads": [[1, 0], 0],
    "b.scale": [[4, 1], 0],
    "b.scores": [[1, 0], 0],
  });
  assert.deepEqual(knobsOf([["trained"]], ["a"], 16), {});
});

// two heads, four places, of which three are shown
const weights = Float32Array.from({ length: 32 }, (_, i) => i);

test("a row ends where its place is", () => {
  assert.deepEqual([...rowOf(weights, 4, 1, 2)], [24, 25, 26]);
});

test("ink is the root of the weight, and none above the diagonal", () => {
  const ink = inkOf(weights, 4, 0, 3);
  assert.deepEqual([...ink].map((v) => Math.round(v * v)), [0, 0, 0, 4, 5, 0, 8, 9, 10]);
});

test("a vector is its head's at its place", () => {
  const values = Float32Array.from({ length: 24 }, (_, i) => i); // 2 heads, 4 places, d = 3
  assert.deepEqual([...vectorOf(values, 4, 3, 1, 2)], [18, 19, 20]);
});

test("products and mixtures are what they say", () => {
  const { products, sum } = dot([1, 2, 3], [4, 5, -6]);
  assert.deepEqual([[...products], sum], [[4, 10, -18], -4]);
  assert.deepEqual([...mixed([0.5, 2], [[2, 4], [1, -1]])], [3, 0]);
});

test("scores are scaled, unscaled or all alike", () => {
  const now = { query: [1, 1, 1, 1], keys: [[1, 1, 1, 1], [2, 0, 0, 0]] };
  assert.deepEqual(scoresOf({ ...now, mode: "trained" }), [2, 1]);
  assert.deepEqual(scoresOf({ ...now, mode: "unscaled" }), [4, 2]);
  assert.deepEqual(scoresOf({ ...now, mode: "even" }), [0, 0]);
});

test("a row is as broad as the places that it reads alike", () => {
  near(breadth([0.25, 0.25, 0.25, 0.25, 0]), 4);
  near(breadth([0, 1]), 1);
});

test("the largest comes first", () => {
  assert.deepEqual(ranked([0.1, 0.6, 0.3]), [1, 2, 0]);
});

test("nats are counted for all characters but the first", () => {
  const sure = Float32Array.from([0, 9, 0, /**/ 0, 0, 0, /**/ 5, 5, 5]);
  near(natsOf(sure, [0, 1, 2], 3), (Math.log(1 + 2 * Math.exp(-9)) + Math.log(3)) / 2);
});
