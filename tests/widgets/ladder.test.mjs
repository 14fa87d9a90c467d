import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { fitted, inverted, likeliest, ordered, short, spread, votes } =
  await load("scores.js", "rungs.js");

test("the likeliest classes come first, as shares of 1", () => {
  const top = likeliest([Math.log(2), Math.log(5), Math.log(3)], ["a", "b", "c"], 2);
  assert.deepEqual(top.map(({ name }) => name), ["b", "c"]);
  assert.ok(Math.abs(top[0].share - 0.5) < 1e-9 && Math.abs(top[1].share - 0.3) < 1e-9);
});

test("who has not answered has no vote", () => {
  assert.deepEqual(votes(["x", "y", null, "y"]), [["y", 2], ["x", 1]]);
  assert.deepEqual(votes([null, null]), []);
});

test("rows are ordered by a fact, scores from the best, what is not timed last", () => {
  const rows = [
    { name: "a", macs: 3, right: [50, 60], ms: 2 },
    { name: "b", macs: 1, right: [70, 72] },
    { name: "c", macs: 1, right: [20, 90], ms: 1 },
  ];
  assert.deepEqual(ordered(rows, "macs"), ["b", "c", "a"], "equal ones keep their order");
  assert.deepEqual(ordered(rows, "right"), ["b", "a", "c"]);
  assert.deepEqual(ordered(rows, "ms"), ["c", "a", "b"]);
});

test("a fit finds the factors that made the times, and says what they explain", () => {
  const [layers, macs] = [[5, 20, 54], [6e5, 9e6, 1e6]];
  const ms = layers.map((n, i) => 0.05 * n + 1e-7 * macs[i]);
  const { factors, share } = fitted([layers, macs], ms);
  assert.ok(Math.abs(factors[0] - 0.05) < 1e-9 && Math.abs(factors[1] - 1e-7) < 1e-15);
  assert.ok(Math.abs(share - 1) < 1e-9);
  assert.ok(fitted([macs], [1, 0, 5]).share < 0, "worse than the mean of all");
  assert.deepEqual(fitted([[1, 2]], [2, 4]), { factors: [2], share: 1 });
});

test("the pair with fewer multiply-adds and more time is found, if there is one", () => {
  const rows = [
    { name: "a", macs: 9, ms: 1 }, { name: "b", macs: 1, ms: 2 }, { name: "c", macs: 8, ms: 3 },
  ];
  const { slow, quick, times, work } = inverted(rows);
  assert.deepEqual([slow.name, quick.name, times, work], ["b", "a", 2, 9]);
  assert.equal(inverted([{ name: "a", macs: 1, ms: 1 }, { name: "b", macs: 2, ms: 2 }]), null);
  assert.equal(inverted([{ name: "a", macs: 1, ms: 1.02 }, { name: "b", macs: 2, ms: 1 }]), null,
    "as good as equal is no surprise");
});

test("numbers are short", () => {
  assert.equal(short(8872576), "8.87 M");
  assert.equal(short(62006), "62.0 k");
  assert.equal(short(347634), "348 k");
  assert.equal(spread([66, 68.2, 66.3]), "66.8 ± 1.1");
});
