import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { eigen, gapOf, middles, mixed, raced, separableAt, separated, sideOf, standardAt, work } = await load(
  "convolve.js", "map_view.js", "pick_picture.js", "separate.js", "wired.js", "separable.js");

const near = (a, b, tiny = 1e-9) => assert.ok(Math.abs(a - b) < tiny, `${a} is not ${b}`);
const size = { out: 4, into: 3, filters: 2, taps: 9 };

test("eigenvectors are stretched by their eigenvalues, the largest first", () => {
  const matrix = [[2, 1, 0], [1, 3, 1], [0, 1, 4]];
  const pairs = eigen(matrix);
  pairs.forEach(({ value, vector }, k) => {
    matrix.forEach((row, i) => near(row.reduce((sum, v, j) => sum + v * vector[j], 0), value * vector[i]));
    if (k) assert.ok(pairs[k - 1].value >= value);
  });
});

test("kernels that are multiples of one another in every channel need one filter", () => {
  const [a, b] = [[1, 0, -1, 2], [0, 3, 1, 1]];
  const kernels = [[1, 2], [-2, 0.5], [3, 0]].map(([p, q]) => [a.map((v) => p * v), b.map((v) => q * v)]);
  const { depthwise, pointwise, kept } = separated(kernels, 1);
  near(kept, 1);
  kernels.forEach((each, o) => each.forEach((kernel, c) => kernel.forEach((w, i) =>
    near(pointwise[o][c] * depthwise[c][i], w))));
  assert.deepEqual(depthwise.map((filter) => Math.max(...filter.map(Math.abs)).toFixed(9)), ["1.000000000", "1.000000000"]);
});

test("two questions to one channel need two filters", () => {
  const kernels = [[[1, 0, 0, 0]], [[0, 2, 0, 0]]];
  const one = separated(kernels, 1);
  near(one.kept, 4 / 5);
  near(one.pointwise[0][0], 0);
  near(separated(kernels, 2).kept, 1);
});

test("filters that nothing is left for are 0, not noise", () => {
  const one = [0.1, 0.2, 0.3, 0.7];
  const kernels = [1, 1 / 3, 1 / 7, -1 / 11].map((share) => [one.map((w) => w * share)]);
  const { depthwise, pointwise } = separated(kernels, 4);
  assert.deepEqual(depthwise.slice(1).flat().filter((w) => w !== 0), []);
  assert.ok(pointwise.flat().every(Number.isFinite));
});

test("the schedules make each multiplication once, in order", () => {
  const { standard, depthwise, separable } = work(size);
  assert.deepEqual([standard, depthwise, separable], [108, 54, 78]);
  assert.deepEqual(standardAt(0, size), { o: 0, c: 0, tap: 0 });
  assert.deepEqual(standardAt(standard - 1, size), { o: 3, c: 2, tap: 8 });
  const all = new Set(Array.from({ length: standard }, (_, n) => JSON.stringify(standardAt(n, size))));
  assert.equal(all.size, standard);
  assert.deepEqual(separableAt(53, size), { f: 5, tap: 8 });
  assert.deepEqual(separableAt(54, size), { f: 0, o: 0 });
  assert.deepEqual(separableAt(separable - 1, size), { f: 5, o: 3 });
});

test("with one output channel the separable way costs more", () => {
  const one = work({ out: 1, into: 3, filters: 1, taps: 9 });
  assert.ok(one.separable > one.standard);
});

test("a race starts slowly and never goes back", () => {
  assert.deepEqual([0, 299, 300, 2500, 2699, 2700, 2760].map(raced), [0, 0, 1, 8, 8, 9, 10]);
});

test("mixtures are weighed sums, and the gap is their distance", () => {
  const [a, b] = [{ values: [1, 2], h: 1, w: 2 }, { values: [3, -1], h: 1, w: 2 }];
  assert.deepEqual([...mixed([a, b], [2, -1]).values], [-1, 5]);
  near(gapOf([a], [a]), 0);
  near(gapOf([{ values: [3, 4] }], [{ values: [3, 0] }]), 0.8);
});

test("maps of a column stand apart on the board", () => {
  for (const n of [1, 3, 4, 12]) {
    const [first, second = 300] = middles(n);
    assert.ok(first - sideOf(n) / 2 >= 0);
    assert.ok(second - first > sideOf(n));
  }
});
