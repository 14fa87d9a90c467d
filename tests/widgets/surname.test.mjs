import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { verdicts, moves, turns, columnsOf, points, barsPath, turnedFor } = await load("live.js", "scores.js",
  "sequence.js", "type_text.js", "letter_board.js", "surname.js");

const shares = [[0.5, 0.3, 0.2], [0.1, 0.7, 0.2], [0.2, 0.6, 0.2], [0.2, 0.1, 0.7]];

test("the verdict is the likeliest class, and turns where it becomes another", () => {
  assert.deepEqual(verdicts(shares), [0, 1, 1, 2]);
  assert.deepEqual(turns([0, 1, 1, 2]), [1, 3]);
  assert.deepEqual(turns([2, 2]), []);
});

test("a letter's move is counted from the letter before, the first from no letter", () => {
  const found = moves(shares, 2, [0.3, 0.3, 0.4]);
  [-0.2, 0, 0, 0.5].forEach((want, t) => assert.ok(Math.abs(found[t] - want) < 1e-12));
  assert.deepEqual([0.123, -0.071, 0.001].map(points), ["+12", "−7", "0"]);
});

test("a share's bar is as high as the share, and none is drawn for 0", () => {
  assert.equal(barsPath([0.25, 0, 1]), "M0.1 1v-0.25h0.8V1zM2.1 1v-1h0.8V1z");
});

test("a letter that is not read has a column and no step", () => {
  const columns = columnsOf([{ char: "a", symbol: 3 }, { char: "ř", symbol: null }, { char: "k", symbol: 1 }]);
  assert.deepEqual(columns.map(({ step }) => step), [0, null, 1]);
});

test("emptying sets every state of one step to 0, silencing one unit of all steps", () => {
  const hidden = "core.layers.0.hidden";
  const [knobs, when] = turnedFor({ [hidden]: 3, "core.layers.0.cell": 3 }, { empty: 4, silent: [] }, 3);
  assert.deepEqual(knobs, { [hidden]: [0, 0], "core.layers.0.cell": [0, 0] });
  assert.deepEqual(when, [4, 5]);
  const [silent, always] = turnedFor({ [hidden]: 3 }, { empty: null, silent: [1] }, 3);
  assert.deepEqual(silent, { [hidden]: [[1, 0, 1], 0] });
  assert.deepEqual(always, [0, Infinity]);
  assert.deepEqual(turnedFor({ [hidden]: 3 }, { empty: null, silent: [] }, 3), []);
});
