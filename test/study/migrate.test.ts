import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { canonicalHash } from "../../harness/artifacts/index.ts";
import { measuredNumbers, readStudy, type StoredStudy, studyFile } from "../../harness/study/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-studies-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const published = readStudy(path.join(root, "results"), "replication", "eigenvalues")!;
const numbers = (await discoverTasks(root)).find(({ name }) => name === published.task)!.file.replication;

/** The published replication as schema 2 had it, with changes. */
function oldStudy(changes: object = {}): object {
  return {
    ...published,
    schema: 2,
    hash: canonicalHash(measuredNumbers(numbers)),
    findings: published.findings.map(({ claim, measured }) => ({ paper: claim, measured, agrees: true })),
    ...changes,
  };
}

async function migrated(name: string, study: object) {
  const results = path.join(folder, name);
  const file = studyFile(results, "replication", published.task);
  mkdirSync(path.dirname(file), { recursive: true });
  const text = JSON.stringify(study);
  writeFileSync(file, text);
  const script = path.join(root, "harness", "commands", "migrate-replications.ts");
  const { exitCode, stdout } = await execaNode(script, [results], { reject: false });
  return { results, exitCode, stdout, isUntouched: readFileSync(file, "utf8") === text };
}

test("a replication of schema 2 keeps every number, and its verdicts are those of its rows and the margins", async () => {
  const { results, exitCode, stdout } = await migrated("old", oldStudy());
  assert.equal(exitCode, 0, stdout);
  const study: StoredStudy<"replication"> = readStudy(results, "replication", published.task)!;
  for (const part of ["figures", "provenance", "seed", "version"] as const)
    assert.deepEqual(study[part], published[part]);
  assert.equal(study.hash, canonicalHash(numbers));
  assert.deepEqual(
    study.findings.map(({ verdict }) => verdict),
    published.findings.map(({ verdict }) => verdict),
  );
  assert.ok(
    study.findings.every(({ measured }, place) =>
      measured.startsWith(published.findings[place]!.measured.slice(0, 20)),
    ),
  );
});

test("one of other numbers is left as it is and named, and one of the present schema stays", async () => {
  const other = await migrated("other", oldStudy({ hash: "0".repeat(64) }));
  assert.deepEqual([other.exitCode, other.isUntouched], [1, true]);
  assert.match(other.stdout, /eigenvalues\.json: refused: it was measured with other numbers/);
  const present = await migrated("present", published);
  assert.deepEqual([present.exitCode, present.isUntouched], [0, true]);
});
