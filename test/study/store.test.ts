import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import {
  readStudy,
  type StoredStudy,
  studyFile,
  studyVersions,
  writeStudy,
} from "../../harness/study/index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-study-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const shared = {
  version: 3,
  hash: "0".repeat(64),
  seed: 1,
  figures: [
    {
      name: "a",
      title: "A",
      caption: "…",
      spec: { mark: "bar" },
      rows: [{ x: 1, y: null, z: "p⋆", w: true }],
    },
  ],
  provenance: {
    harness: { version: "1.2.3", commit: null, dirty: true },
    node: "24.0.0",
    packages: { zod: "4.0.0" },
    os: "Linux",
    cpu: "made",
    cores: 2,
    memoryGiB: 8,
    device: "cpu",
  },
} as const;
const replication: StoredStudy<"replication"> = {
  ...shared,
  schema: studyVersions.replication,
  kind: "replication",
  task: "made",
  findings: [{ source: "paper", claim: "It rises.", measured: "By 0.1.", verdict: "undetermined" }],
  seeds: [
    { seed: 0, points: { "one point": { accuracy: 0.5, pStar: null } }, provenance: shared.provenance },
  ],
};
const calibration: StoredStudy<"calibration"> = {
  ...shared,
  schema: studyVersions.calibration,
  kind: "calibration",
  task: "made",
  demands: [{ demand: "It rises.", measured: "By 0.1.", met: false }],
};

test("a study comes back as it was written, each kind in its own folder", async () => {
  const results = path.join(folder, "both");
  assert.equal(await writeStudy(results, replication), path.join(results, "replications", "made.json"));
  assert.equal(await writeStudy(results, calibration), path.join(results, "calibrations", "made.json"));
  assert.deepEqual(readStudy(results, "replication", "made"), replication);
  assert.deepEqual(readStudy(results, "calibration", "made"), calibration);
  assert.equal(readStudy(results, "replication", "other"), undefined);
});

test("what is not a study is not written, and leaves the file of before", async () => {
  const results = path.join(folder, "checked");
  await writeStudy(results, replication);
  const rows = [{ x: Number.NaN }];
  const figures = [{ ...shared.figures[0], rows }];
  await assert.rejects(writeStudy(results, { ...replication, figures }), /NaN/);
  const isolated = { ...shared.provenance, isolation: "none" };
  await assert.rejects(writeStudy(results, { ...replication, provenance: isolated }), /isolation/);
  assert.deepEqual(readStudy(results, "replication", "made"), replication);
});

test("a damaged file is named, with its field and what mends it", async () => {
  const results = path.join(folder, "damaged");
  mkdirSync(path.join(results, "replications"), { recursive: true });
  const file = studyFile(results, "replication", "made");
  for (const [text, words] of [
    ["{", /not valid JSON/],
    [JSON.stringify({ ...replication, schema: 3, seeds: undefined }), /has "schema" 3/],
    [JSON.stringify({ ...replication, schema: 5 }), /has "schema" 5/],
    [
      JSON.stringify({ ...replication, findings: [{ ...replication.findings[0], verdict: true }] }),
      /"findings\.0\.verdict"/,
    ],
    [JSON.stringify({ ...replication, findings: undefined }), /"findings"/],
    [JSON.stringify({ ...replication, kind: "calibration" }), /"kind"/],
    [JSON.stringify({ ...replication, hash: "0" }), /"hash"/],
    [JSON.stringify({ ...replication, colour: "red" }), /unknown key "colour"/],
    [JSON.stringify({ ...replication, task: "another" }), /a study of "another"/],
  ] as const) {
    writeFileSync(file, text);
    assert.throws(
      () => readStudy(results, "replication", "made"),
      (error: Error & { where?: string; mend?: string }) => {
        assert.match(error.message, words);
        assert.equal(error.where, file);
        return error.mend !== "";
      },
    );
  }
});

/** Writes one study many times, from a process of its own. */
const writer = `
import { writeStudy } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../harness/study/index.ts"))};
const [results, text] = process.argv.slice(2);
for (let time = 0; time < 40; time++) await writeStudy(results, JSON.parse(text));
`;

test("two processes that write one study leave it whole, and no file beside it", async () => {
  const results = path.join(folder, "two");
  const program = path.join(folder, "writer.ts");
  writeFileSync(program, writer);
  const long = { ...shared.figures[0]!, rows: Array.from({ length: 2000 }, (_, x) => ({ x })) };
  const studies = [replication, { ...replication, seed: 2, figures: [long] }];
  const writers = studies.map((study) => execaNode(program, [results, JSON.stringify(study)]));
  let isOver = false;
  const all = Promise.all(writers).finally(() => {
    isOver = true;
  });
  let reads = 0;
  while (!isOver) {
    const seen = readStudy(results, "replication", "made");
    if (seen !== undefined) reads++;
    assert.ok(seen === undefined || studies.some(({ seed }) => seed === seen.seed));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await all;
  assert.ok(reads > 0);
  assert.deepEqual(
    studies.filter((study) => JSON.stringify(study) === JSON.stringify(inOrder(results))).length,
    1,
  );
  assert.deepEqual(readdirSync(path.join(results, "replications")), ["made.json"]);
});

/** The stored study with the keys in the order of the made ones. */
function inOrder(results: string): unknown {
  const stored = readStudy(results, "replication", "made")!;
  return Object.fromEntries(Object.keys(replication).map((key) => [key, stored[key as keyof typeof stored]]));
}
