import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { costs, large } = await load("map_view.js", "separable_cost.js");

test("the paper's table 3: 462 million against 52.3 million", () => {
  const { macs, separable, ratio } = costs({ size: 3, c_in: 512, c_out: 512, side: 14 });
  assert.deepEqual([macs.standard, separable], [462422016, 52283392]);
  assert.ok(Math.abs(separable / macs.standard - ratio) < 1e-12);
});

test("the ratio is 1 / C_out + 1 / K², whatever else there is", () => {
  for (const size of [1, 3, 7]) {
    for (const c_out of [1, 8, 64]) {
      const { macs, separable, ratio } = costs({ size, c_in: 5, c_out, side: 6 });
      assert.ok(Math.abs(separable / macs.standard - ratio) < 1e-12);
    }
  }
});

test("large numbers are told in millions", () => {
  assert.deepEqual([462422016, 52283392, 9999, 266752, 1.5e9].map(large),
    ["462.4 M", "52.28 M", "9999", "266.8 k", "1.50 G"]);
});
