import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { openValues } from "../../harness/artifacts/index.ts";
import { openComparisons } from "../../harness/board/comparisons.ts";
import { randomStream } from "../../harness/random/index.ts";
import { type BoardPlaces, comparisonName, type Member, placesOf } from "../../harness/separation/index.ts";

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-comparisons-"));
});
afterEach(() => rmSync(cache, { recursive: true }));

const kept = () => path.join(cache, "records", "comparisons.txt");

function membersOf(count: number, shift: (seed: number) => number): readonly Member[] {
  const stream = randomStream("comparisons", count);
  return Array.from({ length: count }, (_, place) => {
    const values = Array.from({ length: 6 }, (_, seed) => (count - place) * shift(seed) + stream.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { gains: new Map(values.entries()), mean, isRanked: place > 0 };
  });
}

const boards = [membersOf(9, () => 1), membersOf(9, () => 0.2), membersOf(4, (seed) => seed), []];

async function compareAll() {
  const memory = openComparisons(cache);
  const places = boards.map((members) => memory.compare(members));
  await memory.keep();
  return places;
}

test("what was compared before is what comparing says", async () => {
  const compared = boards.map((members) => placesOf(members));
  // JSON holds no others.
  for (const { prior } of compared) assert.ok(prior === null || Number.isFinite(prior.degrees));
  assert.deepEqual(await compareAll(), compared);
  const text = readFileSync(kept(), "utf8");
  assert.equal(text.split("\n").length, boards.length + 2);
  assert.deepEqual(await compareAll(), compared);
  assert.equal(readFileSync(kept(), "utf8"), text);
});

test("what is remembered is not compared again, unless another way of comparing said it", async () => {
  const compared = await compareAll();
  const digest = readFileSync(kept(), "utf8").split("\n")[1]!.slice(0, 64);
  const other = { ...compared[0]!, prior: null };
  for (const [name, expected] of [
    [comparisonName, other],
    ["another", compared[0]],
  ] as const) {
    const values = openValues<BoardPlaces>(kept(), name, 1);
    values.set(digest, other);
    await values.keep();
    assert.deepEqual(openComparisons(cache).compare(boards[0]!), expected);
  }
});

test("members of whom any number is another are compared", () => {
  const memory = openComparisons(cache);
  const same = memory.compare(boards[0]!);
  const [first, ...others] = boards[0]!;
  const changes: readonly Member[] = [
    { ...first!, mean: -1 },
    { ...first!, isRanked: true },
    { ...first!, gains: new Map([...first!.gains].slice(1)) },
    { ...first!, gains: new Map([...first!.gains].map(([seed, gain]) => [seed + 1, gain])) },
  ];
  for (const changed of changes) {
    const members = [changed, ...others];
    assert.deepEqual(memory.compare(members), placesOf(members));
    assert.notDeepEqual(memory.compare(members), same);
  }
});

test("a line that was damaged in any place says nothing", async () => {
  const compared = await compareAll();
  const whole = readFileSync(kept(), "utf8");
  for (let at = whole.indexOf("\n") + 1; at < whole.length - 1; at += 53) {
    const other = whole[at] === "1" ? "2" : "1";
    writeFileSync(kept(), whole.slice(0, at) + other + whole.slice(at + 1));
    const memory = openComparisons(cache);
    assert.deepEqual(boards.map(memory.compare), compared, `place ${at}`);
  }
});

/**
 * SHA-256 of the code that compares. Where what comes out changes, what was remembered is wrong: raise the number in `comparisonName`, unless the change
 * only makes it faster or clearer, and put the new hash here.
 */
const comparing = "21d8df437cca196bdf2ecad9630af90de1b5adec4861c1a9c464cf2edcfbfc92";

test("comparisons go by another name when they change", () => {
  const root = path.join(import.meta.dirname, "..", "..");
  const text = (name: string) => readFileSync(path.join(root, name), "utf8");
  const own = ["pairs", "moderation", "places", "letters"].map((name) =>
    text(`harness/separation/${name}.ts`),
  );
  const { dependencies } = JSON.parse(text("package.json"));
  const sources = [...own, text("harness/statistics/student.ts"), dependencies.jstat];
  assert.equal(hash("sha256", sources.join("")), comparing);
});
