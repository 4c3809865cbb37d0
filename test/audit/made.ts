import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import {
  type AuditRequest,
  auditRecords,
  changesSince,
  type Observation,
} from "../../harness/audit/index.ts";
import { type ResultRecord, readRecord, recordFile, withHashes } from "../../harness/record/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks, tierOf } from "../../harness/task/index.ts";

const repository = path.join(import.meta.dirname, "..", "..");

/** A checkout in git, with published records of the mixture; removed when the tests of the file have ended. */
export const root = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-audit-"));
after(() => rmSync(root, { recursive: true, force: true }));
export const results = path.join(root, "results");

export const task = "gaussian-mixture";
const slugs = ["random", "clean", "oracle", "noisy-oracle"] as const;

for (const part of ["harness", "node_modules"])
  symlinkSync(path.join(repository, part), path.join(root, part));
for (const part of [`tasks/${task}`, "package.json", ...slugs.map((slug) => `submissions/${slug}`)])
  cpSync(path.join(repository, part), path.join(root, part), { recursive: true });
writeFileSync(
  path.join(root, "submissions", "controls.yaml"),
  JSON.stringify({ schema: 1, floor: "random", ceiling: "clean", references: ["oracle"] }),
);
writeFileSync(path.join(root, ".gitignore"), "node_modules\nharness\n");
mkdirSync(results);

export const fileOf = (entry: string, seed: number) =>
  path.join(results, "standard", task, entry, `${seed}.json`);
const publishedOf = (entry: string, seed: number) =>
  path.join(repository, "results", "standard", task, entry, `${seed}.json`);

/** What is published: as many seeds as a ceiling needs, and two of everybody else. */
const published = slugs.flatMap((entry) =>
  (entry === "clean" ? [0, 1, 2] : [0, 1]).map((seed) => ({ entry, seed })),
);
const texts = new Map<string, string>();

/** Puts the published records back. */
export function restore(): void {
  rmSync(results, { recursive: true, force: true });
  for (const [file, text] of texts) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Writes a record where it belongs, as whoever forges it would. */
export function put(record: ResultRecord): string {
  const file = recordFile(results, record.cell);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(record, null, 1));
  return file;
}

/** Changes a record and computes its hashes anew. */
export function forge(entry: string, seed: number, change: (record: ResultRecord) => void): string {
  const record = structuredClone(readRecord(fileOf(entry, seed)));
  change(record);
  return put(withHashes(record));
}

export function git(...args: readonly string[]): string {
  const who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
  return execFileSync("git", [...who, ...args], { cwd: root, encoding: "utf8" }).trim();
}

const head = () => git("rev-parse", "HEAD");

async function checkout(): Promise<Omit<AuditRequest, "now">> {
  const tasks = await discoverTasks(root);
  return { root, results, tasks, ...discoverSubmissions(root, tasks) };
}

const begun = await checkout();

/** What the published records were played by. */
export const { rounds, budget } = tierOf(begun.tasks[0]!, "standard").frozen;

/** Of the checkout as it was in the beginning, but for its records. */
export async function audit(): Promise<readonly Observation[]> {
  return auditRecords({ ...begun, tiers: ["standard"], now: Date.parse("2027-01-01") }).findings;
}

export async function compare(base = "HEAD"): Promise<readonly string[]> {
  return wordsOf(changesSince({ ...(await checkout()), base }).findings);
}

/** Findings as lines, by places in the checkout. */
export function wordsOf(findings: readonly Observation[]): readonly string[] {
  return findings.map(({ grade, where, what }) =>
    `${grade} ${where}: ${what}`.replaceAll(root + path.sep, ""),
  );
}

git("init", "--quiet");
git("add", ".");
git("commit", "--quiet", "--message", "Begin");
for (const { entry, seed } of published) {
  // The commit they were made with is not in this repository.
  const record = readRecord(publishedOf(entry, seed));
  const harness = { ...record.provenance.harness, commit: head() };
  const file = put(withHashes({ ...record, provenance: { ...record.provenance, harness } }));
  texts.set(file, readFileSync(file, "utf8"));
}
git("add", ".");
git("commit", "--quiet", "--message", "Results");
