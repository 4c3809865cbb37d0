import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import {
  changesOfFiles,
  commentOf,
  confirmed,
  type FileChange,
  kindOf,
  type PullFacts,
  type PullReport,
  parseChanges,
  pullFactsSchema,
  queueOf,
  readPullReport,
  readSkepticalReport,
} from "../../harness/pulls/index.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-pulls-"));
after(() => rmSync(folder, { recursive: true }));
const commit = "ab".repeat(20);

const added = (...names: readonly string[]): readonly FileChange[] =>
  names.map((name) => ({ kind: "added", name }));

test("a pull request is one submission, one report, a withdrawal, or the benchmark's own matter", () => {
  const cases: readonly (readonly [readonly FileChange[], string, string | null])[] = [
    [added("submissions/mine/submission.yaml", "submissions/mine/deep/strategy.py"), "submission", "mine"],
    [[{ kind: "removed", name: "submissions/mine/submission.yaml" }], "withdrawal", "mine"],
    [added("reports/doubt.yaml"), "skeptical-report", "reports/doubt.yaml"],
    [added("harness/cli.ts", "docs/rules.md"), "benchmark", null],
    [added("submissions/controls.yaml"), "benchmark", null],
    [added("results/standard/news/mine/0.json"), "benchmark", null],
  ];
  for (const [changes, kind, subject] of cases) {
    const found = kindOf(changes);
    assert.deepEqual([found.kind, found.subject], [kind, subject], JSON.stringify(changes));
  }
});

test("two submissions, a submission beside anything else, results, or nothing are refused with the reason", () => {
  const cases: readonly (readonly [readonly FileChange[], RegExp])[] = [
    [added("submissions/a/x", "submissions/b/x"), /comes alone/],
    [added("submissions/a/x", "harness/cli.ts"), /comes alone/],
    [added("submissions/a/x", ".github/workflows/run.yml"), /comes alone/],
    [added("submissions/a/x", "results/standard/news/a/0.json"), /made by the maintainers/],
    [added("reports/a.yaml", "reports/b.yaml"), /comes alone/],
    [[{ kind: "changed", name: "reports/a.yaml" }], /not changed any more/],
    [added("submissions/../harness/cli.ts"), /characters/],
    [added("submissions/a/$(touch here)"), /characters/],
    [added("submissions/a/\u202egnp.exe"), /characters/],
    [[], /changes nothing/],
  ];
  for (const [changes, words] of cases) {
    const found = kindOf(changes);
    assert.ok(found.kind === "refused", JSON.stringify(changes));
    assert.match(found.reason, words);
  }
});

test("git's and the host's lists of files come to the same changes", () => {
  const git = parseChanges("A\0submissions/a/x\0M\0submissions/a/y\0D\0submissions/a/z\0");
  const host = changesOfFiles([
    { filename: "submissions/a/x", status: "added" },
    { filename: "submissions/a/y", status: "modified" },
    { filename: "submissions/a/z", status: "removed" },
  ]);
  assert.deepEqual(git, host);
});

const report: PullReport = {
  schema: 1,
  commit,
  kind: "submission",
  subject: "mine",
  state: "would-not-pass",
  reasons: ["gaussian-mixture, mine: failed in round 1. Its last words: no idea"],
  tier: "smoke",
  rows: [
    {
      ...{
        task: "gaussian-mixture",
        entry: "mine",
        role: "own",
        seed: 0,
        kept: 500,
        pStar: 0.75,
        value: 0.71,
      },
      ...{ gain: 0.0123, overFloor: 0.02, selectSeconds: 0.4, outcome: "ok" },
    },
  ],
};

test("a comment has a table, and shows strange texts as code that they cannot leave", () => {
  const plain = commentOf(report);
  assert.match(
    plain,
    /^<!-- collapse-bench check -->\n\*\*The check does not pass yet\.\*\* A submission: `mine`/,
  );
  assert.match(
    plain,
    /^\| `gaussian-mixture` \| `mine` \| 0 \| 500 \| 0\.750 \| 0\.710 \| \+0\.012 \| \+0\.020 \|/m,
  );
  const evil = "`</code> @everyone closes #1 | ![x](https://example.org/x) \u202e\u001b[2J\n# Heading";
  const text = commentOf({ ...report, reasons: [evil], rows: [] });
  const [line] = text.split("\n").filter((one) => one.startsWith("- "));
  assert.match(line!, /^- `[^`]*`$/);
  for (const acting of ["\u202e", "\u001b", "\n# "]) assert.ok(!text.includes(acting));
});

test("a report of another shape, size or commit is not believed", () => {
  const file = path.join(folder, "report.json");
  const write = (value: unknown) => writeFileSync(file, JSON.stringify(value));
  write(report);
  assert.deepEqual(readPullReport(file, commit), report);
  assert.throws(() => readPullReport(file, "cd".repeat(20)), { code: "report-untrusted" });
  for (const wrong of [
    { ...report, more: 1 },
    { ...report, state: "passes" },
    { ...report, rows: [{ ...report.rows[0], entry: "<b>" }] },
    { ...report, reasons: ["x".repeat(2000)] },
  ]) {
    write(wrong);
    assert.throws(() => readPullReport(file, commit), { blame: "environment" });
  }
  writeFileSync(file, " ".repeat(2 ** 20));
  assert.throws(() => readPullReport(file, commit), { code: "report-untrusted" });
});

const facts = (changes: object = {}): PullFacts =>
  pullFactsSchema.parse({
    number: 7,
    title: "My idea",
    state: "open",
    created_at: "2026-11-20T10:00:00Z",
    user: { login: "somebody", id: 1 },
    head: { sha: commit, ref: "x" },
    base: { sha: "cd".repeat(20), ref: "main" },
    further: "fields",
    ...changes,
  });

test("an approval is for the one commit that a pull request became on its branch", () => {
  const merged = { state: "closed", merged_at: "2026-11-21T10:00:00Z", merge_commit_sha: commit };
  assert.equal(confirmed(facts(merged), commit, "main").number, 7);
  const refused = (changes: object, words: RegExp) =>
    assert.throws(() => confirmed(facts(changes), commit, "main"), { message: words });
  refused({}, /not merged/);
  refused({ ...merged, merge_commit_sha: "ef".repeat(20) }, /another commit/);
  refused({ ...merged, base: { sha: commit, ref: "side" } }, /another branch/);
});

test("every pull request in the queue has a state and a reason", () => {
  const sha = (digit: string) => digit.repeat(40);
  const pulls = [
    facts({ number: 6, draft: true, head: { sha: sha("6") } }),
    facts({ number: 5, head: { sha: sha("5") } }),
    facts({ number: 4, head: { sha: sha("4") } }),
    facts({ number: 3, head: { sha: sha("3") }, title: "x".repeat(500) }),
    facts({ number: 2, state: "closed", merged_at: "2026-11-21T10:00:00Z", labels: [{ name: "running" }] }),
    facts({ number: 1, state: "closed", merged_at: "2026-11-21T10:00:00Z" }),
    facts({ number: 8, head: { sha: sha("8") }, labels: [{ name: "running" }] }),
  ];
  const reports: readonly PullReport[] = [
    { ...report, commit: sha("4") },
    { ...report, commit: sha("3"), state: "would-pass", reasons: [] },
    { ...report, commit: sha("8"), state: "would-pass", reasons: [] },
  ];
  const queue = queueOf(pulls, reports);
  assert.deepEqual(
    queue.map(({ number, state }) => [number, state]),
    [
      [2, "running"],
      [3, "to be read"],
      [4, "to be mended"],
      [5, "to be checked"],
      [6, "draft"],
      [8, "to be read"],
    ],
  );
  assert.ok(queue.every(({ reason, title }) => reason !== "" && title.length <= 120));
});

test("a skeptical report has its own form, and errors name what is missing", () => {
  const file = path.join(folder, "a-doubt.yaml");
  const whole = {
    schema: 1,
    about: "news/standard/best-of-k/3",
    claim: "does-not-reproduce",
    found: "Round 4 differs.",
    how: "npx collapse-bench reproduce news/standard/best-of-k/3",
    machine: "8 cores",
    authors: [{ name: "A. Author" }],
  };
  const write = (value: unknown) => writeFileSync(file, JSON.stringify(value));
  write(whole);
  assert.equal(readSkepticalReport(file).claim, "does-not-reproduce");
  const { machine, ...without } = whole;
  for (const wrong of [
    without,
    { ...whole, claim: "is ugly" },
    { ...whole, about: "news" },
    { ...whole, found: "\u202egnorw" },
    { ...whole, authors: [] },
    { ...whole, more: 1 },
  ]) {
    write(wrong);
    assert.throws(() => readSkepticalReport(file), { blame: "submission" });
  }
  assert.throws(() => readSkepticalReport(path.join(folder, "A Doubt.yaml")), { blame: "submission" });
});
