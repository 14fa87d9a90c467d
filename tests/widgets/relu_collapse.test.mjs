import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { SHAPES, expected, forward, matrix, miss, regions, there, twins } = await load("collapse.js");

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
const plain = { relu: true, knows: false, beta: 0 };
const AXES = [[1, 0], [0, 1]];

test("without ReLU every point comes back", () => {
  for (const n of [2, 3, 30]) {
    const { back, on } = there(matrix(n, 5), [0.3, -0.8], { ...plain, relu: false });
    near(back[0], 0.3);
    near(back[1], -0.8);
    assert.equal(on, n);
  }
});

test("a point with two channels on comes back whole, if one knows which", () => {
  const T = [...AXES, [-1, -1]];
  const { back, on } = there(T, [0.5, 0.25], { ...plain, knows: true });
  assert.equal(on, 2);
  near(back[0], 0.5);
  near(back[1], 0.25);
});

test("of a point with one channel on the nearest of its twins comes back", () => {
  for (const y of [-0.1, -0.9]) {
    const { back, on, values } = there(AXES, [0.5, y], { ...plain, knows: true });
    assert.deepEqual([back, on, values], [[0.5, 0], 1, [0.5, 0]]);
  }
});

test("what no channel passes on becomes 0, and a bias lifts it up again", () => {
  assert.deepEqual(there(AXES, [-1, -0.5], plain).values, [0, 0]);
  const lifted = there(AXES, [-1, -0.5], { ...plain, beta: 2 });
  assert.equal(lifted.on, 2);
  near(lifted.back[0], -1);
  near(lifted.back[1], -0.5);
});

test("more channels keep the first ones", () => {
  assert.deepEqual(matrix(30, 8).slice(0, 3), matrix(3, 8));
  assert.notDeepEqual(matrix(3, 8), matrix(3, 9));
});

test("a random matrix keeps 1 − (n + 1)/2ⁿ of a circle, on average", () => {
  for (const n of [2, 3, 5]) {
    let kept = 0;
    for (let seed = 0; seed < 200; seed++) {
      const T = matrix(n, seed);
      kept += SHAPES.circle.filter((p) => there(T, p, plain).on > 1).length / 400;
    }
    assert.ok(Math.abs(kept / 200 - expected(n)) < 0.04, `${n}: ${kept / 200}`);
  }
});

test("what is missed is told after the best enlargement", () => {
  const points = [[1, 0], [0, 1]];
  const half = miss(points, [[0.5, 0], [0, 0.5]]);
  near(half.factor, 2);
  near(half.error, 0);
  assert.deepEqual(miss(points, [[0, 0], [0, 0]]), { factor: 0, error: 1 });
});

/** The area of a path of boxes "Mx yhWvHh-Wz". */
const area = (path) => path.split("M").slice(1).reduce((sum, box) => {
  const [, w, h] = box.match(/h([\d.e-]+)v([\d.e-]+)/);
  return sum + w * h;
}, 0);

test("the dark is where all channels are off, the grey where all but one are", () => {
  const [none, one] = regions(AXES, plain, { reach: 1, cells: 10 });
  near(area(none), 1); // the quarter below and left of 0
  near(area(one), 2);
  assert.ok(none.startsWith("M-1 0h1v"));
});

test("the twins of a point are where its numbers are the same", () => {
  const path = twins(AXES, [0.5, -0.5], plain, 1);
  const points = path.slice(1).split("L").map((at) => at.split(" ").map(Number));
  assert.ok(points.length > 50);
  for (const [x, minusY] of points) {
    assert.deepEqual(forward(AXES, [x, -minusY], plain), [0.5, 0]);
  }
  assert.equal(twins(AXES, [0.5, 0.5], plain, 1), "");
  assert.equal(twins(AXES, [0.5, -0.5], { ...plain, relu: false }, 1), "");
});
