import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { addEntry, makeBoard } from "../../harness/bench/made-board.ts";
import { readRecords } from "../../harness/record/index.ts";

const controls = 4;

test("a made board has five sound records of every task for each of its entries and controls", () => {
  const root = makeBoard(2);
  try {
    addEntry(root, 2);
    const { records, problems } = readRecords(path.join(root, "results"), "standard");
    assert.deepEqual(problems, []);
    const tasks = readdirSync(path.join(root, "tasks"));
    assert.equal(records.length, (3 + controls) * tasks.length * 5);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
