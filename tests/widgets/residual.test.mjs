import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { cosine, flow, presetsFor, relu, river, rms, sumOf } = await load(
  "live.js", "maps.js", "scores.js", "pick_picture.js", "stream.js", "block_view.js", "residual.js");

const BLOCKS = ["stages.0.0", "stages.0.1", "stages.1.0", "stages.1.1"];
const PATHS = BLOCKS.flatMap((b) => [`${b}.shortcut`, `${b}.branch`]);
const outputs = (shortcut, branch) => Object.fromEntries(BLOCKS.flatMap((b) =>
  [[`${b}.shortcut`, Float32Array.from(shortcut)], [`${b}.branch`, Float32Array.from(branch)]]));

test("the size is the root of the mean square", () => {
  assert.equal(rms([3, -4, 0, 0]), 2.5);
});

test("likeness does not see length, and nothing is like nothing", () => {
  assert.ok(Math.abs(cosine([1, 2], [10, 20]) - 1) < 1e-12);
  assert.equal(cosine([1, 0], [0, 5]), 0);
  assert.equal(cosine([0, 0], [1, 2]), 0);
});

test("a block adds up its paths; a plain one has its branch only", () => {
  const both = outputs([1, 2], [-3, 4]);
  assert.deepEqual([...sumOf(both, BLOCKS[0])], [-2, 6]);
  assert.deepEqual([...relu(sumOf(both, BLOCKS[0]))], [0, 6]);
  delete both[`${BLOCKS[0]}.shortcut`];
  assert.deepEqual([...sumOf(both, BLOCKS[0])], [-3, 4]);
});

test("what is kept is likeness with the whole network after ReLU", () => {
  const whole = outputs([1, 0], [0, 1]);
  const cut = outputs([0, 0], [0, 1]);
  const rows = flow(BLOCKS, cut, {}, whole, PATHS);
  assert.ok(Math.abs(rows[0].kept - Math.SQRT1_2) < 1e-6);
  assert.equal(rows[0].shortcut, 0);
  assert.equal(flow(BLOCKS, whole, {}, null, PATHS)[0].kept, 1);
});

test("where maps are not stored their sizes are, and a plain block has no shortcut", () => {
  const sizes = Object.fromEntries(PATHS.map((path, i) => [path, i]));
  const rows = flow(BLOCKS, {}, sizes, null, PATHS);
  assert.deepEqual(rows.map((r) => [r.shortcut, r.branch, r.sum]),
    [[0, 1, null], [2, 3, null], [4, 5, null], [6, 7, null]]);
  const branches = PATHS.filter((path) => path.endsWith("branch"));
  assert.ok(flow(BLOCKS, {}, sizes, null, branches).every((r) => r.shortcut === null));
});

test("a cut is drawn as a cut, what is lost pale, bars by size", () => {
  const row = (block, shortcut, branch, kept) => ({ block, shortcut, branch, sum: 1, kept });
  const before = BLOCKS.map((b) => row(b, 2, 1, 1));
  const rows = [before[0], row(BLOCKS[1], 0, 1, 0.5), row(BLOCKS[2], 1, 1, 0), before[3]];
  const { lines, bars } = river(rows, { "stages.0.1.shortcut": 0 }, ["stages.1.0"], before);
  assert.equal(lines.length, 12);
  const kinds = lines.map((l) => l.kind);
  assert.deepEqual(kinds.slice(0, 6), ["shortcut", "branch", "stream", "shortcut cut", "branch", "stream"]);
  assert.equal(kinds[6], "shortcut projected");
  assert.ok(lines[5].opacity < lines[2].opacity && lines[8].opacity < lines[5].opacity);
  assert.ok(lines[0].width > lines[1].width);
  assert.equal(bars[0].height, 2 * bars[2].height);
  const plain = river(rows.map((r) => ({ ...r, shortcut: null })), {}, [], before);
  assert.equal(plain.lines.length, 8);
});

test("presets cut what they say, for any blocks", () => {
  const found = presetsFor(BLOCKS, ["stages.1.0"]);
  const cuts = Object.fromEntries(found.map(([text, arg, c]) => [`${text} ${arg}`, c]));
  assert.deepEqual(cuts["whole "], {});
  assert.deepEqual(cuts["cutOne stages.1.1.shortcut"], { "stages.1.1.shortcut": 0 });
  assert.deepEqual(cuts["cutStage stages.1"], { "stages.1.0.branch": 0, "stages.1.1.branch": 0 });
  assert.equal(Object.keys(cuts["cutAll shortcut"]).length, 4);
  assert.ok(Object.values(cuts["half "]).every((a) => a === 0.5));
});
