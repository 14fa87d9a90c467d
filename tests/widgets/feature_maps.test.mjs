import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { emptyMaps, extent } = await load("live.js", "maps.js", "map_view.js", "scores.js",
  "pick_picture.js", "feature_maps.js");

test("a map's extent is its lowest, highest and mean number", () => {
  assert.deepEqual(extent(Float32Array.of(-1, 4, 3, 2)), { low: -1, high: 4, mean: 2 });
});

test("a map is empty where it is 0 everywhere, not where its sum is", () => {
  assert.equal(emptyMaps(Float32Array.of(0, 0, 1, -1, 0, 0), 3), 2);
});
