import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { compound, divisible, law, place, feasible, held, brief } =
  await load("compound.js", "compound_view.js", "compound_scaling.js");

test("channels are rounded to eights, but never far down", () => {
  assert.deepEqual([16, 17.6, 35.2, 2, 10, 19].map(divisible), [16, 16, 32, 8, 16, 24]);
});

test("B1 is a tenth deeper by name and seven blocks deeper in fact", () => {
  const blocks = (depth) => compound(1, depth, 224).rows.reduce((sum, row) => sum + row.blocks, 0);
  assert.deepEqual([blocks(1), blocks(1.1)], [16, 23]);
});

test("twice the side costs four times the multiply-adds but for what sees one place", () => {
  const [one, two] = [224, 448].map((side) => compound(1, 1, side));
  assert.equal(one.parameters, two.parameters);
  assert.ok(two.macs < 4 * one.macs && two.macs > 3.97 * one.macs);
});

test("a point on the line costs what the line says, wherever it is", () => {
  for (const [[x0, y0], [x1, y1]] of [feasible(2, -2, 3), feasible(-3, -2, 3)]) {
    assert.equal(x0 + y0, x1 + y1);
  }
  assert.equal(feasible(9, -2, 3), null);
  const { depth, width, net, pixels } = place({ width: 1.5, depth: 3, side: 300 });
  assert.equal(depth + width, net);
  assert.ok(Math.abs(2 ** (net + pixels) - law(1.5, 3, 300)) < 1e-12);
});

test("with the cost held, what is moved is paid for by the others", () => {
  const moved = { width: 1, depth: 2, side: 224 };
  const next = held(moved, "depth", 1);
  assert.ok(Math.abs(law(next.width, next.depth, next.side) - 1) < 1e-9);
  const wider = held({ width: 2, depth: 1, side: 224 }, "width", 1);
  assert.equal(wider.side, 112);
  assert.equal(wider.width, 2);
});

test("large numbers are brief", () => {
  assert.deepEqual([5288548, 385814752, 1.8e9].map(brief), ["5.29 M", "386 M", "1.8 G"]);
});
