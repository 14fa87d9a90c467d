import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { costs, wordsOf } = await load("costs.js");
const last = (call) => costs(call).rows.at(-1);

test("brackets, quotes and commas are no words", () => {
  assert.deepEqual(wordsOf("[64,'M', \"A7\"]\n 10;"), ["64", "M", "A7", "10"]);
});

test("a convolution costs k² · c_in · c_out weights, once a place", () => {
  const { parameters, macs, sees } = last({ cfg: "8, 16k5", side: 10 });
  assert.deepEqual([parameters, macs, sees], [3200 + 16, 3200 * 100, 7]);
});

test("a group sees its own channels only", () => {
  assert.equal(last({ cfg: "8, 8g8", side: 10 }).parameters, 9 * 8 + 8);
});

test("batch norm adds two numbers a channel, to convolutions alone", () => {
  const [plain, normed] = [false, true].map((batchNorm) =>
    costs({ cfg: "8, M", linear: "10", side: 4, batchNorm }).rows.map((r) => r.parameters));
  assert.deepEqual(normed.map((n, i) => n - plain[i]), [16, 0, 0]);
});

test("a side that is being typed is refused", () => {
  assert.match(costs({ cfg: "8", side: NaN }).error, /pixels a side/);
  assert.match(costs({ cfg: "8", side: 3.5 }).error, /pixels a side/);
});
