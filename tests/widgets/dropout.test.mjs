import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { across, dots, largest, meanOf, running, scaled, uniform, unitPixels } = await load(
  "live.js", "scores.js", "pick_picture.js", "units.js", "masks.js", "mask_view.js", "dropout.js");

test("a seed gives the numbers that Python gives", () => {
  // test_dropout.py has the same
  const wanted = [0.26642920868471265, 0.0003297457005828619, 0.2232720274478197];
  assert.deepEqual(uniform(0, 3), wanted);
  assert.equal(uniform(5000015, 1)[0], 0.10013586934655905);
});

test("a mask drops a share of p and scales the rest", () => {
  const [one, other] = scaled(0.75, 3, 5, [4000, 1000]);
  assert.equal(one.length, 4000);
  assert.equal(other.length, 1000);
  assert.deepEqual([...new Set([...one, ...other])].sort(), [0, 4]);
  const gone = [...one, ...other].filter((m) => m === 0).length / 5000;
  assert.ok(Math.abs(gone - 0.75) < 0.02);
  assert.notDeepEqual(scaled(0.5, 0, 0, [50]), scaled(0.5, 0, 1, [50]));
});

test("what a smaller p drops a larger one drops too", () => {
  const [few] = scaled(0.3, 1, 0, [500]);
  const [many] = scaled(0.6, 1, 0, [500]);
  assert.ok(few.every((m, i) => m !== 0 || many[i] === 0));
  assert.ok(scaled(0, 1, 0, [500])[0].every((m) => m === 1));
});

test("means are of each class, and run", () => {
  const rows = [[1, 0], [0, 1], [0.5, 0.5]];
  assert.deepEqual(meanOf(rows), [0.5, 0.5]);
  assert.deepEqual(running(rows, 0), [1, 0.5, 0.5]);
  assert.equal(largest([0.1, 0.7, 0.2]), 1);
});

test("each mask is a dot at its share", () => {
  const path = dots([0, 1], 50);
  assert.equal(path.match(/M/g).length, 2);
  assert.ok(path.startsWith(`M${across(0).toFixed(1)} `));
  assert.ok(path.includes(`M${across(1).toFixed(1)} `));
});

test("a dropped unit is grey, whatever it would have said", () => {
  const pixels = unitPixels([2, 2, 0], 2, [1, 0, 1], 4);
  const [lit, gone, quiet, none] = [0, 1, 2, 3].map((i) => [...pixels.slice(4 * i, 4 * i + 4)]);
  assert.equal(lit[3], 255);
  assert.deepEqual(gone, [110, 110, 110, 255]);
  assert.ok(quiet[3] > 0 && quiet[3] < 60);
  assert.equal(none[3], 0);
});
