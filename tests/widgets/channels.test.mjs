import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { addMaps, channelOf, rank, refitted, sheetOf, slices, tinted } = await load(
  "convolve.js", "map_view.js", "maps.js", "pick_picture.js", "channels.js");

const RECIPES = [
  { mix: [1, 0, 0], kernel: [[1]] },
  { mix: [1, -1, 0], kernel: [[1]] },
  { mix: [0, 0, 2], kernel: [[1, 0, -1], [1, 0, -1], [1, 0, -1]] },
];

test("a channel is every third octet", () => {
  const rgb = new Uint8Array(64 * 64 * 3);
  rgb.set([51, 102, 255, 0, 204, 0]);
  assert.deepEqual([0, 1, 2].map((c) => Number(channelOf(rgb, c).values[0].toFixed(3))), [0.2, 0.4, 1]);
  assert.equal(Number(channelOf(rgb, 1).values[1].toFixed(3)), 0.8);
});

test("maps are added pixel by pixel, then the bias", () => {
  const sum = addMaps([{ values: [1, 2], h: 1, w: 2 }, { values: [10, 20], h: 1, w: 2 }], 0.5);
  assert.deepEqual([...sum.values, sum.h, sum.w], [11.5, 22.5, 1, 2]);
});

test("each map has a scale of its own, which is looked for once", () => {
  let looked = 0;
  class Map extends Float32Array {
    [Symbol.iterator]() {
      looked += 1;
      return super[Symbol.iterator]();
    }
  }
  const maps = [[1, -4, 2], [0, 0, 0], [0.5, 0.25, 0]].map((v) => ({ values: Map.from(v) }));
  looked = 0;
  assert.deepEqual([...sheetOf(maps)], [0.25, -1, 0.5, 0, 0, 0, 1, 0.5, 0]);
  assert.ok(looked <= 2 * maps.length, `${looked} passes over ${maps.length} maps`);
});

test("the rank counts rows that are no mixture of others", () => {
  assert.equal(rank([[1, 0, 0], [0, 1, 0], [2, -3, 0]]), 2);
  assert.equal(rank([[0, 0], [0, 0]]), 0);
  assert.equal(rank([[1, 2, 3], [4, 5, 6], [7, 8, 10]]), 3);
  assert.equal(rank([[1e-5, 0], [0, 1e3]]), 2);
});

test("a recipe is put on every channel by its share", () => {
  assert.deepEqual(slices(RECIPES[1], 1), [[[1]], [[-1]], [[0]]]);
  assert.deepEqual(slices(RECIPES[2], 3)[2], [[2, 0, -2], [2, 0, -2], [2, 0, -2]]);
  assert.equal(slices(RECIPES[2], 1), null);
});

test("new channels take recipes that are not there yet", () => {
  const weight = refitted([slices(RECIPES[0], 3)], RECIPES, 3, 3);
  assert.deepEqual(weight.slice(1), [slices(RECIPES[1], 3), slices(RECIPES[2], 3)]);
});

test("a kernel of which 1 × 1 leaves nothing is replaced", () => {
  const weight = refitted([slices(RECIPES[2], 3), slices(RECIPES[1], 3)], RECIPES, 2, 1);
  assert.deepEqual(weight[1], slices(RECIPES[1], 1));
  assert.ok(weight[0].flat(2).some((v) => v !== 0));
});

test("a channel is drawn in its own colour", () => {
  assert.deepEqual([...tinted([1, 0], 2)], [0, 0, 255, 255, 0, 0, 0, 255]);
});
