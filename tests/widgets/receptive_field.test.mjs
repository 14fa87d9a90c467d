import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { core, extent, grow, paths } = await load(
  "convolve.js", "map_view.js", "pick_picture.js", "receptive_field.js");

const conv = (kernel, stride = 1, dilation = 1) => ({ kind: "conv", kernel, stride, dilation });
const pool = (kernel) => ({ kind: "max", kernel, stride: kernel, dilation: 1 });

test("three 3 × 3 see as much as one 7 × 7", () => {
  assert.equal(grow([conv(3), conv(3), conv(3)], 64).at(-1).seen, 7);
  assert.equal(grow([conv(7)], 64).at(-1).seen, 7);
});

test("LeNet-5's S4 sees 16 pixels, and its neighbour 4 further on", () => {
  const { n, seen, jump } = grow([conv(5), pool(2), conv(5), pool(2)], 64).at(-1);
  assert.deepEqual([n, seen, jump], [16, 16, 4]);
});

test("paths through three 3-tap layers are the trinomial coefficients", () => {
  const [counts] = paths([conv(3), conv(3), conv(3)], 64, 32);
  assert.deepEqual([...counts.slice(29, 36)], [1, 3, 6, 7, 6, 3, 1]);
  assert.deepEqual(extent(counts), [29, 35]);
  assert.equal(counts.reduce((a, b) => a + b), 27);
});

test("at the border the paths that leave the picture are lost", () => {
  const [counts] = paths([conv(3), conv(3)], 64, 0);
  assert.deepEqual([...counts.slice(0, 4)], [2, 2, 1, 0]);
});

test("without padding or overlap every pixel has one path at most", () => {
  const layers = [pool(2), pool(3)];
  const [counts] = paths(layers, 64, 4);
  assert.deepEqual(extent(counts), [24, 29]);
  assert.ok(counts.every((v) => v === 0 || v === 1));
});

test("the place of a node is the middle of what it sees", () => {
  for (const layers of [[conv(3, 2), conv(5)], [conv(5), pool(2), conv(3, 1, 2)]]) {
    const { start, jump } = grow(layers, 64).at(-1);
    const [first, last] = extent(paths(layers, 64, 8)[0]);
    assert.equal(start + 8 * jump, (first + last) / 2);
  }
});

test("the core is trimmed from both ends", () => {
  assert.equal(core([0, 1, 3, 6, 7, 6, 3, 1, 0], 0.9), 5);
  assert.equal(core([1, 1, 1], 0.9), 3);
});

test("a layer that does not fit has no pixels", () => {
  assert.ok(grow([conv(3, 4), conv(3, 4), conv(3, 4), pool(7)], 64).at(-1).n < 1);
});
