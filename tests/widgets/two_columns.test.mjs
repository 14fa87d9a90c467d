import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { halves, sees, wireInto, withoutColour } = await load("live.js", "maps.js", "scores.js",
  "pick_picture.js", "units.js", "column_view.js", "two_columns.js");

test("a map sees its own column, and both where a wire comes in", () => {
  assert.deepEqual(sees(0, 30, 12, false), [0, 6]);
  assert.deepEqual(sees(14, 30, 12, false), [0, 6]);
  assert.deepEqual(sees(15, 30, 12, false), [6, 12]);
  assert.deepEqual(sees(29, 30, 12, false), [6, 12]);
  assert.deepEqual(sees(29, 30, 12, true), [0, 12]);
});

test("a column that is off takes its half of the channels with it", () => {
  assert.deepEqual(halves([1, 0], 6), [1, 1, 1, 0, 0, 0]);
  assert.deepEqual(halves([0, 1], 2), [0, 1]);
});

test("a wire is heard by the layer that it is in, and by no namesake", () => {
  const wires = ["stages.2.conv.talk", "stages.20.conv.talk"];
  assert.equal(wireInto("stages.2", wires), wires[0]);
  assert.equal(wireInto("stages.20", wires), wires[1]);
  assert.equal(wireInto("stages.1", wires), undefined);
});

test("without colour red, green and blue are alike, and as bright", () => {
  const grey = withoutColour(Float32Array.from([1, 0.2, 0.5, 0.2, 0, 0.2]));
  assert.deepEqual(Array.from(grey, (v) => Number(v.toFixed(4))), [0.5, 0.2, 0.5, 0.2, 0.5, 0.2]);
});
