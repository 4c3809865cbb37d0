import assert from "node:assert/strict";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, test } from "node:test";
import { readRecord, withHashes } from "../../harness/record/index.ts";
import { compare, fileOf, forge, git, put, root } from "./made.ts";

afterEach(() => {
  git("reset", "--quiet", "--hard");
  git("clean", "--quiet", "--force", "-d");
});

const own = (...parts: readonly string[]) => path.join(root, ...parts);
const results = "results/standard/gaussian-mixture";

function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(own(file), "utf8");
  const edited = text.replace(from, to);
  assert.notEqual(edited, text);
  writeFileSync(own(file), edited);
}

test("a checkout that is as it was has nothing to tell", async () => {
  assert.deepEqual(await compare(), []);
});

test("a changed score is named, though its hashes were computed anew", async () => {
  for (const seed of [0, 1])
    forge("oracle", seed, ({ regimes }) => {
      regimes.replace!.at(-1)!.metrics["accuracy"]! += 0.01;
    });
  const lines = await compare();
  assert.equal(lines.length, 2);
  assert.match(
    lines[0]!,
    /^changed .*oracle\/0\.json: its result has changed: replace, round \d+: metrics\.accuracy 0/,
  );
});

test("other provenance is told from another result", async () => {
  forge("oracle", 0, ({ provenance }) => {
    provenance.device = "webgpu";
  });
  assert.deepEqual(await compare(), [
    `changed ${results}/oracle/0.json: how it was made has changed (provenance)`,
  ]);
});

test("a removed record and a renamed entry are named, and new records counted", async () => {
  rmSync(fileOf("random", 1));
  for (const seed of [0, 1]) {
    const record = readRecord(fileOf("noisy-oracle", seed));
    rmSync(fileOf("noisy-oracle", seed));
    put(withHashes({ ...record, cell: { ...record.cell, submission: "mine" } }));
  }
  put(
    withHashes({
      ...readRecord(fileOf("oracle", 0)),
      cell: { ...readRecord(fileOf("oracle", 0)).cell, seed: 19 },
    }),
  );
  assert.deepEqual(await compare(), [
    `changed ${results}/noisy-oracle/0.json: was renamed to ${results}/mine/0.json`,
    `changed ${results}/noisy-oracle/1.json: was renamed to ${results}/mine/1.json`,
    `changed ${results}/random/1.json: was removed`,
    `told ${results}/oracle: 1 new record`,
  ]);
});

test("a submission or a variant that is gone, renamed, narrowed or changed is named", async () => {
  rmSync(own("submissions", "random"), { recursive: true });
  renameSync(own("submissions", "oracle"), own("submissions", "delphi"));
  edit(
    "submissions/controls.yaml",
    /.*/s,
    JSON.stringify({ schema: 1, ceiling: "clean", references: ["delphi"] }),
  );
  edit("submissions/noisy-oracle/submission.yaml", "tasks: all", "tasks: [elsewhere]");
  const lines = (await compare()).join("\n");
  assert.match(lines, /^changed submissions\/random: random was removed$/m);
  assert.match(lines, /^changed submissions\/oracle: oracle was renamed to delphi$/m);
  assert.match(lines, /^changed submissions\/noisy-oracle: noisy-oracle cannot be used any more$/m);
  assert.match(lines, /^told submissions\/delphi: is new$/m);
});

test("a task taken off a list, another division, another file and a variant dropped are named", async () => {
  cpSync(own("tasks", "gaussian-mixture"), own("tasks", "second"), { recursive: true });
  edit("tasks/second/task.yaml", "name: gaussian-mixture", "name: second");
  git("add", ".");
  git("commit", "--quiet", "--message", "Two tasks");
  edit("submissions/oracle/submission.yaml", "tasks: all", "tasks: [second]");
  edit("submissions/clean/submission.yaml", /division: \w+/, "division: heuristic");
  appendFileSync(own("submissions", "random", "strategy.ts"), "// changed\n");
  edit("submissions/noisy-oracle/submission.yaml", /^variants:.*/ms, "");
  const lines = (await compare()).join("\n");
  git("reset", "--quiet", "--hard", "HEAD~1");
  assert.match(lines, /: oracle takes no part any more in gaussian-mixture at tier standard$/m);
  assert.match(lines, /: clean is of division heuristic, and was of /m);
  assert.match(lines, /: random has another strategy hash, so its results are outdated$/m);
  assert.match(lines, /^changed submissions\/noisy-oracle: noisy-oracle@0\.3 was removed$/m);
});

test("limits, seeds, the headline and numbers that were changed are named, and a version that was not raised is wrong", async () => {
  const file = "tasks/gaussian-mixture/task.yaml";
  edit(file, "memoryMiB: 512", "memoryMiB: 513");
  edit(file, "seeds: 20", "seeds: 2");
  edit(file, "protocol: recursion", "protocol: one-round");
  edit(file, "sigma: 1.5", "sigma: 1.6");
  const lines = (await compare()).join("\n");
  assert.match(lines, /^changed .*: limits of tier smoke have changed$/m);
  assert.match(lines, /^changed .*: tier standard has 2 seeds, and had 20$/m);
  assert.match(lines, /^changed .*: shown\.headline has changed$/m);
  assert.match(
    lines,
    /^wrong .*: frozen numbers of tier smoke have changed \(version \d+, which was not raised\)$/m,
  );
});

test("code, packages and workflows that were changed are named, also before git is told of them", async () => {
  appendFileSync(own("tasks", "gaussian-mixture", "student.ts"), "// changed\n");
  appendFileSync(own("package.json"), "\n");
  cpSync(own("package.json"), own(".github", "workflows", "publish.yml"));
  const lines = await compare();
  assert.deepEqual(lines, [
    "changed tasks/gaussian-mixture/student.ts: code of tasks: 1 file has changed",
    "changed package.json: packages: 1 file has changed",
    "changed .github/workflows/publish.yml: who may publish: 1 file has changed",
  ]);
});

test("a signature that is gone or changed is named, and a new one is not", async () => {
  const place = (name: string) => own("results", "attestations", name);
  mkdirSync(place("."), { recursive: true });
  for (const name of ["run-1.sha256", "run-1.sigstore.json"]) writeFileSync(place(name), "{}");
  assert.deepEqual(await compare(), []);
  git("add", ".");
  git("commit", "--quiet", "--message", "Signed");
  rmSync(place("run-1.sigstore.json"));
  writeFileSync(place("run-1.sha256"), "");
  assert.deepEqual(await compare(), [
    "changed results/attestations/run-1.sha256: a signature, or what it is on, was changed",
    "changed results/attestations/run-1.sigstore.json: a signature, or what it is on, is gone",
  ]);
  git("reset", "--quiet", "--hard", "HEAD~1");
});

test("a season's line may be closed, and else never changes", async () => {
  const key = "0".repeat(64);
  const { Seal } = await import("../../harness/random/index.ts");
  const line = { number: 1, opened: "2026-11-01", commitment: new Seal(key).commitment };
  const write = (seasons: readonly object[]) =>
    writeFileSync(own("seasons.yaml"), JSON.stringify({ schema: 1, seasons }));
  write([line]);
  assert.deepEqual(await compare(), ["told seasons.yaml: season 1 is opened"]);
  git("add", ".");
  git("commit", "--quiet", "--message", "Season 1");
  write([{ ...line, closed: "2026-11-20", key }]);
  assert.deepEqual(await compare(), ["told seasons.yaml: the key of season 1 is told"]);
  write([{ ...line, commitment: new Seal("1".repeat(64)).commitment }]);
  assert.deepEqual(await compare(), ["wrong seasons.yaml: season 1 is not the one that was opened"]);
  git("reset", "--quiet", "--hard", "HEAD~1");
  assert.ok(!existsSync(own("seasons.yaml")));
});

test("a commit that is not there is a wrong option, and no option of git's", async () => {
  for (const base of ["nowhere", "--output=here"])
    await assert.rejects(compare(base), { code: "base-unknown" });
});
