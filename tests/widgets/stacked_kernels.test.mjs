import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { against, cone } = await load("costs.js", "stacked_kernels.js");

test("three 3 × 3 have 27/49 of one 7 × 7's weights", () => {
  const { stack, one } = against({ kernel: 7, c_in: 64, c_out: 64 });
  assert.equal(stack * 49, one * 27);
});

test("of three channels the stack is eight times as dear", () => {
  const { stack, one } = against({ kernel: 7, c_in: 3, c_out: 64 });
  assert.deepEqual([stack, one], [75456, 9408]);
});

test("both cones end in as many dots", () => {
  const ends = [[3, 3, 3], [7]].map((kernels) => {
    const { dots } = cone(kernels, 100, 10, 80);
    return dots.filter(({ cy }) => cy === 68).map(({ cx }) => cx).sort((a, b) => a - b);
  });
  assert.deepEqual(ends[0], [70, 80, 90, 100, 110, 120, 130]);
  assert.deepEqual(ends[1], ends[0]);
});

test("a stack's lines are 3 from each dot", () => {
  assert.equal(cone([3, 3, 3], 0, 1, 80).lines.length, 3 * (1 + 3 + 5));
});
