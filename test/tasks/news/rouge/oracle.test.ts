import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RandomStream, randomStream } from "../../../../harness/random/index.ts";
import { porterStem, rouge } from "../../../../tasks/news/rouge/index.ts";

const python = ["python3", "/usr/bin/python3"].find((name) => {
  return spawnSync(name, ["-c", "import nltk.stem.porter"]).status === 0;
});
const skip =
  python === undefined && "no Python with nltk was found, so there is no second scorer to compare with";
const endings =
  "s es ies sses ed ied eed ing y ly ally ically ational ation izer bli ousness logy fully ness ful al er ement ion ible ize ll e";

function ask(questions: readonly unknown[]): unknown[] {
  const oracle = fileURLToPath(new URL("./fixtures/oracle.py", import.meta.url));
  const input = questions.map((question) => JSON.stringify(question)).join("\n");
  const { stdout, stderr, status } = spawnSync(python!, [oracle], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

function inventedWord(stream: RandomStream): string {
  const letters = "abcdefghijklmnopqrstuvwxyzaeiouyaeiouy09";
  let word = "";
  for (let left = 1 + stream.integer(6); left > 0; left--) word += letters[stream.integer(letters.length)];
  const all = endings.split(" ");
  for (let left = stream.integer(4); left > 0; left--) word += all[stream.integer(all.length)];
  return word;
}

test("20,000 invented words are stemmed as nltk stems them", { skip }, () => {
  const stream = randomStream("test", "stems");
  const words = Array.from({ length: 20_000 }, () => inventedWord(stream));
  const [expected] = ask([{ words }]);
  assert.deepEqual(words.map(porterStem), expected);
});

test("1,000 invented pairs score as the second scorer scores them, stemmed and unstemmed", { skip }, () => {
  const stream = randomStream("test", "pairs");
  const lexicon = Array.from({ length: 40 }, () => inventedWord(stream));
  const joints = [" ", " ", " ", " ", ", ", ".\n", "\n\n", " é", "-"];
  const text = () => {
    const parts = Array.from({ length: stream.integer(30) }, () => {
      return lexicon[stream.integer(lexicon.length)]! + joints[stream.integer(joints.length)]!;
    });
    return parts.join("");
  };
  const pairs = Array.from({ length: 1000 }, (_, index) => ({
    prediction: text(),
    reference: text(),
    stemmer: index % 2 === 0,
  }));
  const types = ["rouge1", "rouge2", "rougeL", "rougeLsum"] as const;
  for (const [index, expected] of ask(pairs).entries()) {
    const { prediction, reference, stemmer } = pairs[index]!;
    const scores = rouge(prediction, reference, { types, stemmer });
    const mine = types.map((type) => [
      type,
      [scores[type].precision, scores[type].recall, scores[type].fMeasure],
    ]);
    assertClose(Object.fromEntries(mine), expected as Record<string, number[]>);
  }
});

function assertClose(mine: Record<string, number[]>, expected: Record<string, number[]>): void {
  for (const [type, numbers] of Object.entries(expected)) {
    for (const [place, number] of numbers.entries()) {
      assert.ok(Math.abs(mine[type]![place]! - number) < 1e-12, `${type}: ${mine[type]} against ${numbers}`);
    }
  }
}
