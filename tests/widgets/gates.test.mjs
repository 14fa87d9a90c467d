import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const kit = await load("live.js", "scores.js", "map_view.js", "sequence.js",
  "type_text.js", "gate_math.js", "gate_curves.js", "gate_maps.js", "gate_knobs.js",
  "next_symbols.js", "gate_writer.js", "gate_search.js", "gate_words.js", "gates.js");
const near = (a, b, off = 1e-9) => assert.ok(Math.abs(a - b) < off, `${a} is not ${b}`);
const numbers = (text) => [...text.matchAll(/−?\d+(\.\d+)?/g)].map(([v]) => Number(v.replace("−", "-")));

/** Steps whose only unit's cell has these values. */
const cells = (...values) => values.map((v) => ({ c: Float32Array.of(v, 0) }));

test("a gate is forced in the units that are named, and in no other", () => {
  assert.deepEqual(kit.knobsFor({ f: { value: 1, units: [2, 0] } }, 3),
    { f: [[0, 1, 0], [1, 0, 1]] });
  assert.deepEqual(kit.knobsFor({}, 3), {});
});

test("the arithmetic that is shown is the LSTM's step", () => {
  const step = { f: 0.5, i: 0.25, g: -0.8, o: 0.75, before: 2, c: 0.8, h: 0.75 * Math.tanh(0.8) };
  const [cell, hidden] = kit.arithmetic(step);
  assert.deepEqual(numbers(cell), [0.5, 2, 0.25, -0.8, 1, 0.2, 0.8]);
  assert.ok(cell.endsWith("= 1 − 0.2 = 0.8"), cell);
  assert.deepEqual(numbers(hidden), [0.75, 0.8, 0.75, 0.664, 0.498]);
});

test("a cell that rises with the marks follows them, a still one does not", () => {
  near(kit.correlation([0, 1, 2], [5, 7, 9]), 1);
  near(kit.correlation([0, 1, 0, 1], [1, 0, 1, 0]), -1);
  assert.equal(kit.correlation([3, 3, 3], [0, 1, 0]), 0);
  const [moving, still] = kit.followers(cells(-2, 2, -2), "c", [0, 1, 0]);
  near(moving, 1);
  assert.equal(still, 0);
  assert.deepEqual(kit.moves(cells(1, 1), "c"), [0, 0]);
});

test("the strongest comes first, whatever its sign", () => {
  assert.deepEqual(kit.strongest([0.1, -0.9, 0.5], 2), [1, 2]);
});

test("chance finds less in a longer text", () => {
  assert.ok(kit.byChance(192, 50) > kit.byChance(192, 500));
  near(kit.byChance(192, 50), 0.49, 0.01);
  assert.equal(kit.byChance(192, 2), 1);
});

test("a symbol costs minus the logarithm of its share", () => {
  const steps = [{ scores: Float32Array.of(0, Math.log(3)) }, { scores: Float32Array.of(0, 0) }];
  const [cost, ...rest] = kit.costs(steps, [0, 1]);
  near(cost, -Math.log(0.75), 1e-6);
  assert.deepEqual(rest, [], "what comes after the last is not known");
});

test("the same seed throws the same dice, evenly", () => {
  const [a, b, c] = [kit.dice(7), kit.dice(7), kit.dice(8)];
  const many = Array.from({ length: 5000 }, a);
  assert.deepEqual(many.slice(0, 9), Array.from({ length: 9 }, b));
  assert.notEqual(many[0], c());
  near(many.reduce((x, y) => x + y) / 5000, 0.5, 0.02);
});

test("a throw draws in proportion, a low temperature the likeliest, and never the forbidden", () => {
  const scores = [Math.log(0.2), Math.log(0.5), Math.log(0.3)];
  assert.deepEqual([0.1, 0.3, 0.69, 0.71].map((v) => kit.sampled(scores, 1, v)), [0, 1, 1, 2]);
  assert.deepEqual([0.01, 0.99].map((v) => kit.sampled(scores, 0.05, v)), [1, 1]);
  assert.deepEqual([0.01, 0.99].map((v) => kit.sampled(scores, 1, v, 1)), [0, 2]);
  assert.equal(kit.sampled([0, 0], 1, 1), 0, "rounding draws something");
});

test("a map has a row a unit, a column a character, and says the sign by its colour", () => {
  const steps = [{ f: Float32Array.of(0, 1) }, { f: Float32Array.of(0, -0.5) }];
  const pixels = kit.unitPixels(steps, "f", [1, 0]);
  assert.deepEqual([3, 7, 11, 15].map((at) => pixels[at]), [255, 128, 0, 0]);
  assert.notEqual(pixels[0], pixels[4]);
  assert.equal(kit.unitPixels([{ c: Float32Array.of(40) }], "c", [0], Math.tanh)[3], 255);
});

test("columns are drawn from the first step that is new", () => {
  const [a, b, c] = cells(1, 2, 3);
  assert.equal(kit.firstOther([a, b, c], [a, b]), 2);
  assert.equal(kit.firstOther([a, c], [a, b, c]), 1);
  assert.equal(kit.firstOther([a], [a, b]), 1);
});

test("a curve has its highest value at the top", () => {
  assert.equal(kit.points([1, -1, 0], -1, 1), "0.5,0.00 1.5,34.00 2.5,17.00");
});

test("what is not known is no step, and the step after it says so", () => {
  const letters = [{ char: "a", symbol: 0 }, { char: "☃", symbol: null }, { char: "\n", symbol: 1 }];
  const steps = kit.stepsOf(letters, null);
  assert.deepEqual(steps.map(({ symbol }) => symbol), [0, 1]);
  assert.equal(steps[1].shown, "⏎");
  assert.match(steps[1].kind, /gap/);
  assert.match(steps[1].words, /☃/);
  const rare = kit.stepsOf([{ char: "☃", symbol: 3 }], 3);
  assert.equal(rare[0].kind, "rare");
  assert.match(rare[0].words, /unknown/);
});
