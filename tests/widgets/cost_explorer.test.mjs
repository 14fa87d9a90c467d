import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { bytes, half, share, short } = await load("costs.js", "cost_explorer.js");

test("large numbers are short, small ones whole", () => {
  assert.deepEqual([0, 999, 9408, 102764544, 15470264320].map(short),
    ["0", "999", "9.41 k", "103 M", "15.5 G"]);
});

test("what rounds up to the next unit is written in it", () => {
  assert.equal(short(999_700), "1 M");
});

test("memory is 4 bytes a number", () => {
  assert.equal(bytes(3211264), "12.8 MB");
  assert.equal(bytes(10), "40 B");
});

test("a share of nothing is 0 %, and a small one is not lost", () => {
  assert.equal(share(0, 0), "0 %");
  assert.equal(share(1, 300), "0.33 %");
  assert.equal(share(743, 1000), "74 %");
});

test("half is counted from the first layer", () => {
  assert.equal(half([3, 3, 1, 1]), 2);
  assert.equal(half([4, 1, 1]), 1);
  assert.equal(half([2, 1, 1]), 1);
});
