import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { encode, told, visible } = await load("type_text.js");
const symbols = [..."abé\n"];

test("each character is one letter, whatever its script or its bytes", () => {
  assert.deepEqual(encode("a🦊b", symbols), [
    { char: "a", symbol: 0 }, { char: "🦊", symbol: null }, { char: "b", symbol: 1 }]);
  assert.equal(encode("e\u0301", symbols)[0].symbol, 2, "composed before it is looked up");
  assert.deepEqual(encode("a\r\nb", symbols).map(({ symbol }) => symbol), [0, 3, 1]);
});

test("where there is a symbol for what is unknown, it is read as that", () => {
  assert.equal(encode("z", symbols, 0)[0].symbol, 0);
});

test("what is not known is told, each once, never dropped in silence", () => {
  assert.equal(told(encode("ab", symbols), symbols), "");
  assert.match(told(encode("azzy x", symbols), symbols), /never seen “z”, “y”, “␣”, “x”:/);
  assert.match(told(encode("z", symbols, 0), symbols, 0), /no symbol of its own for “z”/);
  assert.match(told(encode("qwertyuiop", symbols), symbols), /, …/);
});

test("white space can be seen", () => {
  assert.equal([..." \n\tx"].map(visible).join(""), "␣⏎⇥x");
});

test("symbols without capitals read capitals as small letters, others don't", () => {
  assert.deepEqual(encode("Éa", symbols)[0], { char: "É", symbol: 2 }, "shown as typed");
  assert.equal(told(encode("BÉ", symbols), symbols), "");
  const capitals = [...symbols, "B"];
  assert.deepEqual(encode("AB", capitals).map(({ symbol }) => symbol), [null, 4]);
  assert.match(told(encode("AB", capitals), capitals), /“A”:/);
});
