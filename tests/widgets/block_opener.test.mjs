import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { below, many, measured, onPerPlace, rule } = await load("block_rules.js");

const row = (shortcut) => ({ before: "x", shortcut, steps: [{ watch: "e" }, { watch: "y" }] });
const shapes = (x, y) => ({ x: [1, ...x], e: [1, 48, ...y.slice(1)], y: [1, ...y] });

test("a block is measured from what comes in to what goes out", () => {
  const { widest, stride, x, y } = measured(row(""), shapes([8, 32, 32], [16, 16, 16]));
  assert.deepEqual([widest, stride, x[1], y[1]], [48, 2, 8, 16]);
});

test("the rule names what keeps x and F(x) apart", () => {
  const why = (x, y, shortcut = "") => rule(row(shortcut), shapes(x, y));
  assert.equal(why([8, 16, 16], [8, 16, 16], "blocks.2.shortcut"), "added");
  assert.equal(why([8, 16, 16], [8, 8, 8]), "size");
  assert.equal(why([8, 16, 16], [16, 16, 16]), "channels");
  assert.equal(why([8, 16, 16], [16, 8, 8]), "both");
  assert.equal(why([8, 16, 16], [8, 16, 16]), "none");
});

test("channels above 0 are counted place by place", () => {
  const values = Float32Array.of(1, 0, 2, 0, -1, 0, 3, 0, 0); // 3 maps of 3 places
  assert.deepEqual(onPerPlace(values, 3), { least: 0, most: 2 });
  assert.deepEqual(onPerPlace(values.subarray(0, 3), 1), { least: 0, most: 1 });
});

test("what a ReLU would erase is counted, and the channels that it would silence", () => {
  const values = Float32Array.of(1, -1, -1, -2, 0, 3); // 3 maps of 2 places
  assert.deepEqual(below(values, 3), { share: 0.5, silent: 1 });
  assert.deepEqual(below(Float32Array.of(0, 0), 1), { share: 0, silent: 1 });
});

test("large numbers are said in millions", () => {
  assert.equal(many(98304), "98,304");
  assert.equal(many(2945152), "2.95 M");
});
