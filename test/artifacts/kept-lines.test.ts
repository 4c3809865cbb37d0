import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { openLines, openValues } from "../../harness/artifacts/index.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-lines-"));
  file = path.join(folder, "lines.txt");
});
afterEach(() => rmSync(folder, { recursive: true }));

const digest = (number: number) => String(number).padStart(64, "0");

async function keep(pairs: readonly (readonly [number, string])[], most = 100) {
  const lines = openLines(file, "name 1", most);
  for (const [number, rest] of pairs) lines.set(digest(number), rest);
  await lines.keep();
}

const restsOf = (...numbers: readonly number[]) => {
  const lines = openLines(file, "name 1", 100);
  return numbers.map((number) => lines.get(digest(number)));
};

test("new lines are put at the end of what is there, and the later of two counts", async () => {
  await keep([
    [1, "a"],
    [2, "b"],
  ]);
  const before = readFileSync(file, "utf8");
  await keep([
    [2, "c"],
    [3, "d"],
  ]);
  assert.equal(readFileSync(file, "utf8"), `${before}${digest(2)}c\n${digest(3)}d\n`);
  assert.deepEqual(restsOf(1, 2, 3, 4), ["a", "c", "d", undefined]);
});

test("nothing new is not written, and what was read is there for the asking only", async () => {
  await keep([[1, "é"]]);
  const lines = openLines(file, "name 1", 100);
  assert.equal(lines.get(digest(1)), "é");
  rmSync(file);
  await lines.keep();
  assert.deepEqual(restsOf(1), [undefined]);
});

test("beyond the most the file is written anew, with those asked for last and each once", async () => {
  await keep([
    [1, "a"],
    [2, "b"],
    [2, "b"],
  ]);
  await keep([[2, "c"]]);
  const lines = openLines(file, "name 1", 3);
  assert.equal(lines.get(digest(1)), "a");
  lines.set(digest(4), "d");
  lines.set(digest(5), "e");
  await lines.keep();
  assert.equal(readFileSync(file, "utf8"), `name 1\n${digest(1)}a\n${digest(4)}d\n${digest(5)}e\n`);
});

test("lines of another name are not believed, and make room", async () => {
  writeFileSync(file, `name 0\n${digest(1)}a\n`);
  assert.deepEqual(restsOf(1), [undefined]);
  await keep([[2, "b"]]);
  assert.equal(readFileSync(file, "utf8"), `name 1\n${digest(2)}b\n`);
});

test("a line that was cut by a kill is lost alone, and no value is wrong", async () => {
  const keepValue = async (number: number, value: string) => {
    const values = openValues<string>(file, "name 1", 100);
    values.set(digest(number), value);
    await values.keep();
  };
  await keepValue(1, "one");
  const whole = readFileSync(file, "utf8");
  await keepValue(2, "two");
  const added = readFileSync(file, "utf8").slice(whole.length);
  for (let length = 1; length < added.length - 1; length++) {
    writeFileSync(file, whole);
    appendFileSync(file, added.slice(0, length));
    await keepValue(3, "three");
    const values = openValues<string>(file, "name 1", 100);
    const found = [1, 2, 3].map((number) => values.get(digest(number)));
    assert.deepEqual(found, ["one", undefined, "three"], `${length}`);
  }
});
