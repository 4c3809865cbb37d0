import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { importCorpus, loadCorpus, removeCorpus } from "../../../../tasks/news/data/index.ts";
import { failsWith, importText, jsonLines, plainPairs, testFolder } from "./corpora.ts";

const cli = fileURLToPath(new URL("../../../../harness/cli.ts", import.meta.url));
const launcher = fileURLToPath(new URL("../../../../harness/bin.js", import.meta.url));
const pairs = plainPairs(40);
const lines = jsonLines(pairs);

interface Running {
  readonly child: ChildProcess;
  /** Code or signal, and what was said on stderr. */
  readonly ended: Promise<{ readonly how: number | string; readonly stderr: string }>;
}

/** An import that reads standard input, of which it gets the first pairs and then nothing more until it is told. */
async function begin(
  t: TestContext,
  dataDir: string,
  { flags = [], program = cli }: { readonly flags?: readonly string[]; readonly program?: string } = {},
): Promise<Running> {
  const args = [program, "data", "import", "-", "--name", "corpus", "--data-dir", dataDir, ...flags];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  let stderr = "";
  child.stderr!.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const ended = once(child, "close").then(([code, signal]) => ({
    how: (code ?? signal) as number | string,
    stderr,
  }));
  child.stdin!.on("error", () => {});
  child.stdin!.write(lines.slice(0, 5000));
  await until(() => existsSync(join(dataDir, ".work-corpus", "fresh")) || child.exitCode !== null);
  return { child, ended };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error("it did not come to pass within 30 s");
}

test("a second import of a name is refused while the first goes on, which then ends as if alone", async (t) => {
  const dataDir = join(await testFolder(t), "data");
  const first = await begin(t, dataDir);
  const file = join(dataDir, "..", "other.jsonl");
  await writeFile(file, lines);
  await assert.rejects(importCorpus({ files: [file], dataDir, name: "corpus" }), failsWith("corpus-busy"));
  await assert.rejects(
    importCorpus({ files: [file], dataDir, name: "corpus", replace: true }),
    failsWith("corpus-busy"),
  );
  assert.equal((await importCorpus({ files: [file], dataDir, name: "another" })).info.pairs, 40);
  first.child.stdin!.end(lines.slice(5000));
  assert.deepEqual((await first.ended).how, 0);
  assert.deepEqual((await readdir(dataDir)).sort(), ["another", "corpus"]);
  assert.equal((await loadCorpus(dataDir, "corpus")).info.pairs, 40);
});

test("of two imports in one process one wins, and the other is told why not", async (t) => {
  const folder = await testFolder(t);
  const file = join(folder, "corpus.jsonl");
  await writeFile(file, lines);
  const dataDir = join(folder, "data");
  const both = await Promise.allSettled([1, 2].map(() => importCorpus({ files: [file], dataDir })));
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const lost = both.find((one) => one.status === "rejected");
  assert.match(lost!.reason.code, /^corpus-(busy|exists)$/);
  assert.deepEqual(await readdir(dataDir), ["corpus"]);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  test(`an import that is stopped by ${signal} leaves nothing behind`, async (t) => {
    const dataDir = join(await testFolder(t), "data");
    const { child, ended } = await begin(t, dataDir);
    child.kill(signal);
    assert.equal((await ended).how, signal);
    assert.deepEqual(await readdir(dataDir), []);
  });

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGKILL", "SIGKILL"],
] as const)
  test(`${signal} to the launcher ends the import too, which leaves nothing behind`, async (t) => {
    const dataDir = join(await testFolder(t), "data");
    const { child, ended } = await begin(t, dataDir, { program: launcher });
    child.kill(signal);
    assert.equal((await ended).how, code);
    assert.deepEqual(await readdir(dataDir), []);
  });

test("what a killed import leaves is removed by the next one, of whatever name", async (t) => {
  const dataDir = join(await testFolder(t), "data");
  const { child, ended } = await begin(t, dataDir);
  child.kill("SIGKILL");
  assert.equal((await ended).how, "SIGKILL");
  assert.deepEqual(await readdir(dataDir), [".work-corpus"]);
  await mkdir(join(dataDir, ".work-older-4711"));
  await writeFile(join(dataDir, ".work-older-4711", "spool"), "x");
  const file = join(dataDir, "..", "other.jsonl");
  await writeFile(file, lines);
  await importCorpus({ files: [file], dataDir });
  assert.deepEqual(await readdir(dataDir), ["other"]);
});

test("a corpus that is being replaced is the old one until the new one is whole, also when its import is killed", async (t) => {
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(pairs.slice(0, 20)));
  const { child, ended } = await begin(t, dataDir, { flags: ["--replace"] });
  assert.equal((await loadCorpus(dataDir, "corpus")).info.sha256, info.sha256);
  child.kill("SIGKILL");
  await ended;
  assert.equal((await loadCorpus(dataDir, "corpus")).info.sha256, info.sha256);
});

test("pairs that a process left beside the corpus it replaced go with the next replacement", async (t) => {
  const { dataDir, file } = await importText(t, "pairs.jsonl", lines);
  await writeFile(join(dataDir, "corpus", `pairs-${"0".repeat(16)}.jsonl`), "left behind");
  await writeFile(file, jsonLines(pairs.slice(0, 20)));
  const { info } = await importCorpus({ files: [file], dataDir, name: "corpus", replace: true });
  assert.deepEqual((await readdir(join(dataDir, "corpus"))).sort(), ["corpus.json", info.file].sort());
  assert.equal((await loadCorpus(dataDir, "corpus")).info.pairs, 20);
});

test("neither an import nor a removal touches what is no corpus", async (t) => {
  const folder = await testFolder(t);
  const file = join(folder, "pairs.jsonl");
  await writeFile(file, lines);
  await mkdir(join(folder, "mine"));
  await writeFile(join(folder, "mine", "thesis.txt"), "x");
  const options = { files: [file], dataDir: folder, name: "mine" };
  await assert.rejects(importCorpus({ ...options, replace: true }), failsWith("corpus-name-taken"));
  await assert.rejects(removeCorpus(folder, "mine"), failsWith("corpus-unknown"));
  await assert.rejects(removeCorpus(folder, "../mine"), failsWith("corpus-unknown"));
  const { dataDir } = await importText(t, "pairs.jsonl", lines);
  await writeFile(join(dataDir, "corpus", "notes.txt"), "mine");
  await removeCorpus(dataDir, "corpus");
  assert.deepEqual(await readdir(join(dataDir, "corpus")), ["notes.txt"]);
  assert.equal(await readFile(join(folder, "mine", "thesis.txt"), "utf8"), "x");
});

const noSandbox =
  spawnSync("bwrap", ["--ro-bind", "/", "/", "true"]).status !== 0 && "bubblewrap is not here";

/** Imports inside a sandbox in which `place` is a small file system, or one that cannot be written to. */
function importOnto(place: string, mount: readonly string[], file: string) {
  const sandbox = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", ...mount];
  const command = [process.execPath, cli, "data", "import", file, "--data-dir", join(place, "data")];
  const shell = ["sh", "-c", '"$@"; code=$?; ls -A "$0"; exit $code', join(place, "data"), ...command];
  return spawnSync("bwrap", [...sandbox, ...shell], { encoding: "utf8" });
}

test("a full disk is named with what is safe and what to do, and nothing is left on it", {
  skip: noSandbox,
}, async (t) => {
  const folder = await testFolder(t);
  const [file, place] = [join(folder, "pairs.jsonl"), join(folder, "full")];
  await writeFile(file, jsonLines(plainPairs(4000)));
  await mkdir(place);
  const { status, stderr, stdout } = importOnto(
    place,
    ["--size", String(1024 * 1024), "--tmpfs", place],
    file,
  );
  assert.equal(status, 4);
  assert.equal(stdout, "");
  assert.match(stderr, /no room left on the disk.*stored before are as they were.*--data-dir/);
});

test("a disk that cannot be written to is named", { skip: noSandbox }, async (t) => {
  const folder = await testFolder(t);
  const [file, place] = [join(folder, "pairs.jsonl"), join(folder, "closed")];
  await writeFile(file, lines);
  await mkdir(place);
  const { status, stderr } = importOnto(place, [], file);
  assert.equal(status, 4);
  assert.match(stderr, /this place cannot be written to.*EROFS.*--data-dir/);
});

test("a data folder that is a file is named", async (t) => {
  const folder = await testFolder(t);
  const file = join(folder, "pairs.jsonl");
  await writeFile(file, lines);
  await assert.rejects(
    importCorpus({ files: [file], dataDir: join(file, "data") }),
    failsWith("disk-refused", /ENOTDIR/),
  );
});
