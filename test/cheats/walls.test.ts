import assert from "node:assert/strict";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { BenchError } from "../../harness/errors/index.ts";
import { StrategyFailure } from "../../harness/selection/index.ts";
import { entryOf, play } from "../strategy/stage.ts";
import {
  folder,
  keepers,
  logOf,
  meets,
  outcomeWords,
  played,
  programs,
  stageCheats,
  testLimits,
  testNothingIsLeft,
} from "./stage.ts";
import { checkout, limitCheats, wallCheats } from "./table.ts";

/** One of a kind, kept the best way this machine has; `every-limit.ts` has the others. */
const quickest = [
  "takes-memory",
  "takes-memory-by-children",
  "bombs-with-forks",
  "burns-time",
  "leaves-a-daemon",
];

stageCheats();

for (const cheat of wallCheats)
  test(`${cheat.name}: ${outcomeWords(cheat, "auto")}`, () => meets(cheat, "auto"));

testLimits(
  limitCheats.filter(({ name }) => quickest.includes(name)),
  keepers.slice(0, 1),
);

testNothingIsLeft();

test("what an entry leaves behind is gone in its next round", async () => {
  const cheat = wallCheats.find(({ name }) => name === "keeps-state")!;
  for (let round = 0; round < 2; round++) await meets(cheat, "auto");
});

test("two rounds of one entry at the same time share no file", async () => {
  const cheat = wallCheats.find(({ name }) => name === "listens-for-a-neighbour")!;
  await Promise.all([meets(cheat, "auto"), meets(cheat, "auto")]);
  const inodes = [...readFileSync(logOf(cheat), "utf8").matchAll(/^inode (\d+)$/gm)].map(
    ([, inode]) => inode,
  );
  assert.equal(new Set(inodes).size, inodes.length);
});

test("a link in a submission is refused before anything runs", async () => {
  const linked = path.join(folder, "linked");
  cpSync(programs, linked, { recursive: true });
  symlinkSync(checkout, path.join(linked, "truth"));
  const { submission, ...entry } = entryOf(["python3", "reads-the-truth.py"]);
  const error = await play({ ...entry, submission: { ...submission, folder: linked } }).catch(
    (thrown) => thrown,
  );
  assert.ok(error instanceof BenchError, String(error));
  assert.equal(error.code, "submission-link");
});

for (const name of [
  "reads-the-users",
  "reads-init",
  "opens-every-socket-family",
  "reads-others-command-lines",
]) {
  test(`without the sandbox ${name} succeeds, so the suite would tell`, async () => {
    const cheat = wallCheats.find((one) => one.name === name)!;
    const failure = await played(cheat, "auto", "none").catch((thrown: unknown) => thrown);
    assert.ok(failure instanceof StrategyFailure, String(failure));
    assert.equal(failure.message, "ended with exit status 99");
  });
}
