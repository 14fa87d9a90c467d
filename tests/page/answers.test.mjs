import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, holds, judge, numbers, shape } from "../../code/livenets/page/answers.js";

const first = (text, unit) => numbers(text, unit)[0];

test("a number is read as people write it", () => {
  for (const text of ["1000", "1,000", "1 000", "1\u202f000", "1'000", "1e3",
    "１０００", "１，０００", "10^3", "10³", "= 1000", "1 × 10^3", "2000/2", "1000."]) {
    assert.equal(first(text), 1000, text);
  }
  assert.equal(first("−0.5"), -0.5);
  assert.equal(first(".5"), 0.5);
  assert.equal(first("1,234,567.5"), 1234567.5);
  assert.equal(first("2⁻³"), 0.125);
  assert.ok(Math.abs(first("8×10^-23") - 8e-23) < 1e-30);
});

test("per cent are a hundredth, unless they are the unit", () => {
  assert.equal(first("50 %"), 0.5);
  assert.equal(first("50％", "%"), 50);
  assert.equal(first("50", "%"), 50);
  assert.equal(first("112 pixels", "pixels"), 112);
});

test("a comma that can be two things is read as both", () => {
  assert.deepEqual(numbers("1,234"), [1234, 1.234]);
  assert.deepEqual(numbers("1.234"), [1.234, 1234]);
  assert.deepEqual(numbers("0,5"), [0.5]);
  assert.deepEqual(numbers("0,125"), [0.125]);
  assert.deepEqual(numbers("1.000.000"), [1e6]);
});

test("what is no number is none", () => {
  for (const text of ["", "ten", "1,00,0", "1.2.3", "1/x", "--1", "12 34", "^2", "2^", "/"]) {
    assert.deepEqual(numbers(text), [], text);
  }
});

test("a shape is read as people write it", () => {
  for (const text of ["64 × 56 × 56", "64x56x56", "(64, 56, 56)", "64,56,56",
    "[64 56 56]", "torch.Size([64, 56, 56])", "６４×５６×５６", "64*56*56", "64 X 56 X 56"]) {
    assert.deepEqual(shape(text), [64, 56, 56], text);
  }
  assert.deepEqual(shape("1,280 × 7 × 7"), [1280, 7, 7]);
  assert.equal(shape("64 by 56"), null);
  assert.equal(shape(""), null);
});

const sized = { kind: "number", answer: "4,718,592" };
const whens = ["528,896 | 528896.5", "else", "right"];

test("a wrong answer gets its own hint, else the general one", () => {
  assert.deepEqual(judge(sized, "4718592", whens), { right: true, say: "right", hint: 2, read: 4718592 });
  assert.equal(judge(sized, "528896", whens).hint, 0);
  assert.equal(judge(sized, "7", whens).hint, 1);
  assert.equal(judge(sized, "seven", whens).say, "number");
  assert.equal(judge(sized, " ", whens).say, "empty");
});

test("within its tolerance an answer is right", () => {
  const check = { kind: "number", answer: "10.8", tolerance: "0.05", unit: "M" };
  assert.ok(judge(check, "10.84 M", []).right);
  assert.ok(!judge(check, "10.9", []).right);
  assert.ok(judge({ kind: "number", answer: "0.3" }, "0,3", []).right);
});

test("the other reading of a comma is not called wrong, it is asked for", () => {
  const check = { kind: "number", answer: "1.234" };
  assert.equal(judge(check, "1,234", ["else"]).say, "separator");
  assert.ok(judge({ kind: "number", answer: "1234" }, "1,234", []).right);
});

test("shapes in another order are wrong, with their hint", () => {
  const check = { kind: "shape", answer: "64 × 56 × 56" };
  assert.ok(judge(check, "(64, 56, 56)", ["else"]).right);
  assert.equal(judge(check, "56x56x64", ["56 × 56 × 64", "else"]).hint, 0);
  assert.ok(!judge(check, "64x56", ["else"]).right);
});

test("a widget's state is a condition over its facts", () => {
  const facts = { verdict: "vehicle", cuts: 2, kept: 12.5, kernel: "0 1 / 0 -1", whole: false };
  assert.ok(holds("verdict = vehicle and cuts < 3 and kept ≥ 12.5", facts));
  assert.ok(holds("kernel = 0 1 / 0 -1", facts));
  assert.ok(holds("whole = false", facts));
  assert.ok(!holds("verdict ≠ vehicle", facts));
  assert.ok(!holds("cuts > 2", facts));
  assert.ok(holds("kept ≤ 12.5 and kept ≥ 12.5", facts) && !holds("kept < 12.5", facts));
  assert.ok(!holds("lost ≠ 0", facts), "a fact that is not told never holds");
  const check = { kind: "widget", answer: "cuts = 1" };
  assert.deepEqual(judge(check, facts, ["cuts = 2", "else"]), { right: false, say: "wrong", hint: 0, read: facts });
});

test("a choice is its text", () => {
  const check = { kind: "choice", answer: "the shortcut" };
  assert.ok(judge(check, "the shortcut", []).right);
  assert.equal(judge(check, "the branch", ["the branch", "else"]).hint, 0);
  assert.equal(judge(check, "", ["else"]).say, "choose");
});

test("a guess is told how far it was off, in its unit", () => {
  const check = { kind: "number", answer: "1,012", unit: "%" };
  assert.deepEqual(apart(check, " 20 ", 20), { guess: "20 %", truth: "1,012 %", by: "992 points" });
  assert.equal(apart({ kind: "number", answer: "0.3" }, "0.1", 0.1).by, "0.2");
  assert.equal(apart({ kind: "choice", answer: "lstm" }, "rnn", "rnn").by, "");
});
