import assert from "node:assert/strict";
import { cpSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, test } from "node:test";
import type { ResultRecord } from "../../harness/record/index.ts";
import { audit, budget, fileOf, forge, put, restore, results, rounds, wordsOf } from "./made.ts";

beforeEach(restore);

const first = ({ regimes }: ResultRecord) => regimes.replace![0]!;
const place = "results/standard/gaussian-mixture";

test("published records hold: nothing is found", async () => {
  assert.deepEqual(await audit(), []);
});

/** A forgery whose hashes were computed anew, the record it is made of, and the line that names it. */
const forgeries: readonly (readonly [name: string, entry: string, (record: ResultRecord) => void, RegExp])[] =
  [
    [
      "an accuracy of 750 %",
      "oracle",
      (record) => {
        first(record).metrics["accuracy"] = 7.5;
      },
      /^wrong .*oracle\/0\.json: replace, round 1: accuracy is 7\.5, which is no share of 1$/m,
    ],
    [
      "all rounds cut but the first",
      "oracle",
      ({ regimes }) => {
        regimes.replace = regimes.replace!.slice(0, 1);
      },
      new RegExp(`^wrong .*oracle/0\\.json: replace: 1 rounds, where its outcome means ${rounds}$`, "m"),
    ],
    [
      "a regime left out",
      "oracle",
      ({ regimes }) => {
        delete regimes.accumulate;
      },
      new RegExp(`^wrong .*: accumulate: 0 rounds, where its outcome means ${rounds}$`, "m"),
    ],
    [
      "99,999 kept of many fewer",
      "oracle",
      (record) => {
        first(record).selected.candidates = 99_999;
      },
      new RegExp(`^wrong .*: replace, round 1: kept 99999 candidates of ${budget.keep} that may be$`, "m"),
    ],
    [
      "kept numbers that do not fit the rates",
      "oracle",
      (record) => {
        first(record).selected.candidates -= 100;
      },
      /^wrong .*: φ and ψ mean \d+ candidates, and \d+ were kept$/m,
    ],
    [
      "a p⋆ that does not follow",
      "random",
      (record) => {
        first(record).pStar = 0.99;
      },
      /^wrong .*random\/0\.json: replace, round 1: p⋆ is 0\.99, and follows as 0\.\d+$/m,
    ],
    [
      "feedback changed to none",
      "oracle",
      (record) => {
        first(record).feedback = {};
      },
      /^wrong .*: asked nothing of oracle, without which the entry cannot do$/m,
    ],
    [
      "more feedback than there is",
      "oracle",
      (record) => {
        first(record).feedback = { oracle: budget.feedback.oracle! + 1 };
      },
      new RegExp(`^wrong .*: asked oracle for \\d+ scores of ${budget.feedback.oracle}$`, "m"),
    ],
    [
      "a division changed to none",
      "oracle",
      ({ strategy }) => {
        strategy.division = "none";
      },
      /^wrong .*: division is "none", and the entry's "oracle"$/m,
    ],
    [
      "a role that the benchmark did not give",
      "noisy-oracle",
      ({ strategy }) => {
        strategy.control = "ceiling";
      },
      /^wrong .*noisy-oracle\/0\.json: control is "ceiling", and the entry's null$/m,
    ],
    [
      "other params",
      "noisy-oracle",
      ({ strategy }) => {
        strategy.params = { error: 0 };
      },
      /^wrong .*noisy-oracle\/0\.json: params is /m,
    ],
    [
      "another strategy",
      "oracle",
      ({ strategy }) => {
        strategy.hash = "ab".repeat(32);
      },
      /^wrong .*: its strategy hash is neither the checkout's nor that of the commit it names/m,
    ],
    [
      "other numbers of the task",
      "oracle",
      ({ task }) => {
        task.hash = "ab".repeat(32);
      },
      /^wrong .*: its task hash is neither the checkout's nor that of the commit it names/m,
    ],
    [
      "an entry without a submission",
      "oracle",
      ({ cell, strategy }) => {
        cell.submission = "ghost";
        strategy.hash = "cd".repeat(32);
      },
      /^wrong .*ghost\/0\.json: there is no submission ghost, and never was; it is not ranked$/m,
    ],
    [
      "a generator made worse, so that the gain is larger",
      "oracle",
      ({ generator }) => {
        generator["accuracy"]! -= 0.05;
      },
      /^wrong .*oracle\/0\.json: G0 of its seed is another one in most of 4 records \(accuracy\)$/m,
    ],
    [
      "a score that true labels do not reach",
      "noisy-oracle",
      ({ regimes }) => {
        regimes.replace!.at(-1)!.metrics["accuracy"] = 0.99;
      },
      /^doubtful .*noisy-oracle\/0\.json: replace, round \d+: gains 0\.\d+, where true labels gain/m,
    ],
    [
      "no sandbox",
      "oracle",
      ({ provenance }) => {
        provenance.isolation = "none";
      },
      /^wrong .*: made outside the sandbox, so it is not ranked$/m,
    ],
    [
      "changed code",
      "oracle",
      ({ provenance }) => {
        provenance.harness.dirty = true;
      },
      /^wrong .*: made with changed code \(dirty\), so it is not ranked$/m,
    ],
    [
      "a commit that is nowhere",
      "oracle",
      ({ provenance }) => {
        provenance.harness.commit = "ab".repeat(20);
      },
      /^doubtful .*: the commit it names, abababababab, is not in this repository$/m,
    ],
    [
      "an option of git in place of a commit",
      "oracle",
      ({ provenance, task }) => {
        provenance.harness.commit = "--output=here";
        task.hash = "ab".repeat(32);
      },
      /^wrong .*: its task hash is neither/m,
    ],
    [
      "fewer seconds than its rounds took",
      "oracle",
      ({ execution }) => {
        execution.attempts = 1;
        execution.seconds = 0.01;
      },
      /^wrong .*: its rounds took \d+\.\d s of 0\.0 s in all$/m,
    ],
    [
      "a season that nobody opened",
      "oracle",
      ({ season }) => {
        season.commitment = "ab".repeat(32);
      },
      /^wrong .*: not drawn from the key that season 0 has committed to$/m,
    ],
  ];

for (const [name, entry, change, line] of forgeries)
  test(`a forged record is named, though its hashes are right: ${name}`, async () => {
    forge(entry, 0, change);
    assert.match(wordsOf(await audit()).join("\n"), line);
  });

for (const [name, from, to] of [
  ["isolation", '"isolation": "bubblewrap"', '"isolation": "none"'],
  ["commit", /"commit": "[0-9a-f]{40}"/, `"commit": "${"ab".repeat(20)}"`],
  ["device", '"device": "cpu"', '"device": "webgpu"'],
  ["dirty", '"dirty": false', '"dirty": true'],
  ["seconds", /"seconds": [\d.]+/, '"seconds": 1'],
] as const)
  test(`how a record was made cannot be edited unseen: ${name}`, async () => {
    const file = fileOf("oracle", 0);
    const text = readFileSync(file, "utf8");
    const edited = text.replace(from, to);
    assert.notEqual(edited, text);
    writeFileSync(file, edited);
    assert.match(wordsOf(await audit()).join("\n"), /how it was made does not match its checksum/);
  });

/** As `forge`, on a processor of another kind and with a generator that is so much worse. */
const forgeOn = (entry: string, instructions: string[], worse: number) =>
  forge(entry, 0, ({ provenance, generator }) => {
    provenance.instructions = instructions;
    generator["accuracy"]! -= worse;
  });

test("another kind of processor may have another generator, which is doubtful; of one kind all have the same", async () => {
  forgeOn("oracle", ["avx"], 0.05);
  const where = `doubtful ${place}/oracle/0.json`;
  const seed = "G0 of its seed is another one in most of";
  assert.deepEqual(wordsOf(await audit()), [
    `${where}: ${seed} 4 records (accuracy), on processors with other vector extensions`,
  ]);
  forgeOn("random", ["avx"], 0);
  forgeOn("noisy-oracle", ["avx"], 0);
  const lines = wordsOf(await audit());
  assert.deepEqual(lines, [`wrong ${place}/oracle/0.json: ${seed} 3 records (accuracy)`]);
});

test("a record in a nested folder, of another cell, or of a season in season 0's place is named, and costs no other", async () => {
  const nested = path.join(results, "standard", "copies", "standard", "gaussian-mixture", "oracle", "0.json");
  cpSync(fileOf("oracle", 0), nested, { recursive: true });
  renameSync(fileOf("random", 1), fileOf("random", 9));
  const lines = wordsOf(await audit());
  assert.equal(lines.length, 2, lines.join("\n"));
  assert.match(lines.join("\n"), /the record lies in a folder where none belongs/);
  assert.match(lines.join("\n"), new RegExp(`${place}/random/9\\.json: .*belongs to another cell or season`));
  restore();
  forge("oracle", 0, ({ season }) => {
    season.number = 2;
    season.commitment = "ab".repeat(32);
  });
  assert.match(wordsOf(await audit()).join("\n"), /belongs to another cell or season; expected seasons\/2\//);
});

test("a failed record has the rounds before its failure, and no more", async () => {
  forge("oracle", 0, (record) => {
    record.outcome = { status: "failed", code: "bad-json", message: "…", regime: "replace", round: 4 };
  });
  const lines = wordsOf(await audit()).join("\n");
  assert.match(lines, new RegExp(`replace: ${rounds} rounds, where its outcome means 3`));
  assert.match(lines, new RegExp(`accumulate: ${rounds} rounds, where its outcome means 0`));
});

test("a file that is no record is named with what is wrong with it", async () => {
  put({ ...(JSON.parse(readFileSync(fileOf("oracle", 0), "utf8")) as ResultRecord), fingerprint: "short" });
  assert.match(wordsOf(await audit()).join("\n"), /^wrong .*oracle\/0\.json.*: .*fingerprint/m);
});
