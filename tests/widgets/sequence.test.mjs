import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { sequence } = await load("sequence.js");

const card = {
  inputs: { symbols: [1, 1], h: [1, 2] },
  carry: { h: "next" },
};

/** h' = (2h₀ + symbol, h₁ + 1), with b added to h'₀ where a knob is turned. */
function run({ inputs, knobs, when }) {
  const outputs = { next: [] };
  let [x, y] = inputs.h;
  inputs.symbols.forEach((symbol, step) => {
    const on = step >= when[0] && step < when[1];
    [x, y] = [2 * x + symbol + (on ? knobs.sum?.[1] ?? 0 : 0), y + 1];
    outputs.next.push(x, y);
  });
  return { next: Float32Array.from(outputs.next) };
}

const last = (steps) => [...steps.at(-1).next];

test("only what was typed is run", () => {
  const s = sequence(card, []);
  const first = s.request([3, 1]);
  assert.deepEqual([...first.inputs.symbols], [3, 1]);
  s.take(run(first), first);
  const second = s.request([3, 1, 5]);
  assert.deepEqual([...second.inputs.symbols], [5]);
  assert.deepEqual([...second.inputs.h], [7, 2]);
  assert.deepEqual(last(s.take(run(second), second)), [19, 3]);
});

test("a change in the middle is run from there on", () => {
  const s = sequence(card, []);
  const first = s.request([3, 1, 5, 2]);
  s.take(run(first), first);
  const second = s.request([3, 9, 5, 2]);
  assert.equal(second.start, 1);
  const whole = run({ inputs: { symbols: [3, 9, 5, 2], h: [0, 0] }, when: [0, 0] });
  assert.deepEqual(last(s.take(run(second), second)), [...whole.next.slice(-2)]);
});

test("a shorter text runs its last step again, an empty one nothing", () => {
  const s = sequence(card, []);
  const first = s.request([3, 1, 5]);
  s.take(run(first), first);
  const second = s.request([3, 1]);
  assert.equal(second.start, 1);
  assert.equal(s.take(run(second), second).length, 2);
  assert.equal(s.request([]), null);
});

test("a knob is felt from its first step on, and forgotten when it is off", () => {
  const s = sequence(card, []);
  const first = s.request([1, 1, 1, 1]);
  s.take(run(first), first);
  const turned = s.request([1, 1, 1, 1], { sum: [1, 10] }, [2, 3]);
  assert.equal(turned.start, 2);
  assert.deepEqual(turned.when, [0, 1]);
  assert.deepEqual(last(s.take(run(turned), turned)), [35, 4]);
  const off = s.request([1, 1, 1, 1]);
  assert.equal(off.start, 2);
  assert.deepEqual(last(s.take(run(off), off)), [15, 4]);
});

test("an answer that comes late spoils nothing", () => {
  const s = sequence(card, []);
  const dropped = s.request([3]);
  const next = s.request([3, 4]);
  assert.deepEqual([...next.inputs.symbols], [3, 4]);
  s.take(run(next), next);
  assert.equal(dropped.start, 0);
});
