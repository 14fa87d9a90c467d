import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { kernelSizes, layersOf } = await load(
  "live.js", "scores.js", "pick_picture.js", "map_view.js", "depthwise_kernels.js");

test("a kernel's size is its largest weight, as a share of its layer's", () => {
  const kernels = new Float32Array([0, -2, 1, 0, 0.5, 0, 0, 0]);
  assert.deepEqual(kernelSizes(kernels, 2), [{ size: 2, share: 1 }, { size: 0.5, share: 0.25 }]);
});

test("layers of other sizes are cut from one row of numbers", () => {
  const all = Float32Array.from({ length: 2 * 9 + 3 * 25 }, (_, i) => i);
  const [small, large] = layersOf(all, [2, 3], [3, 5]);
  assert.deepEqual([small.length, small[0], large.length, large[0]], [18, 0, 75, 18]);
});
