import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { percent, softmax } = await load("scores.js");

test("softmax sums to 1 and large scores do not overflow it", () => {
  const shares = softmax([1000, 1001, 999]);
  assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-12);
  assert.ok(shares[1] > shares[0] && shares[0] > shares[2]);
});

test("a share is only called all or nothing where it is", () => {
  assert.equal(percent(0.1234), "12.3 %");
  assert.equal(percent(0.99991), "99.99 %");
  assert.equal(percent(0.0002), "0.02 %");
});
