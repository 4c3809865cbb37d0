import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { execaNode } from "execa";
import { type ResultRecord, readRecord } from "../../harness/record/index.ts";
import { openSeason, readKeyFile } from "../../harness/season/index.ts";
import { mean } from "../../harness/statistics/index.ts";
import { discoverTasks, tierOf } from "../../harness/task/index.ts";
import { fill, manifest } from "../submission/made.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-seasons-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const checkout = path.join(folder, "checkout");
const results = path.join(folder, "results");
const cache = path.join(folder, "cache");
const keyFile = path.join(folder, "season.key");
const entries = path.join(checkout, "submissions");

const bench = (...args: readonly string[]) =>
  execaNode(
    path.join(root, "harness", "cli.ts"),
    [...args, "--root", checkout, "--results", results, "--cache", cache],
    { reject: false },
  );

mkdirSync(path.join(checkout, "tasks"), { recursive: true });
for (const task of ["gaussian-mixture", "news"])
  symlinkSync(path.join(root, "tasks", task), path.join(checkout, "tasks", task));
cpSync(path.join(root, "package.json"), path.join(checkout, "package.json"));
cpSync(path.join(root, "submissions", "random"), path.join(entries, "random"), { recursive: true });
writeFileSync(path.join(entries, "controls.yaml"), JSON.stringify({ schema: 1, floor: "random" }));
const [mixture] = (await discoverTasks(root)).filter(({ name }) => name === "gaussian-mixture");
const setting = tierOf(mixture!, "smoke").frozen.setting as Record<string, unknown>;

/** What these programs import from the checkout lies in their own folder then. */
function program(name: string): string {
  const text = readFileSync(path.join(import.meta.dirname, "rebuilds", name), "utf8");
  return text.replaceAll('"../../../', '"./');
}

/** The sampler itself, as anybody can copy it out of the repository. */
function copySampler(entry: string, task: string): void {
  cpSync(path.join(root, "harness", "random"), path.join(entry, "harness", "random"), { recursive: true });
  for (const part of ["mixture.ts", "linear", "corpus"]) {
    const [own, copy] = [root, entry].map((place) => path.join(place, "tasks", task, part));
    if (statSync(own!, { throwIfNoEntry: false })) cpSync(own!, copy!, { recursive: true });
  }
  const random = path.join(entry, "harness", "random", "index.ts");
  let text = readFileSync(random, "utf8");
  for (const part of ["distribution/uniformFloat64", "generator/xoroshiro128plus"]) {
    const name = `${path.basename(part)}.mjs`;
    const packed = path.join(root, "node_modules", "pure-rand", "lib", "esm", `${part}.js`);
    cpSync(packed, path.join(path.dirname(random), name));
    text = text.replace(`"pure-rand/${part}"`, `"./${name}"`);
  }
  writeFileSync(random, text);
}

for (const [slug, task, params] of [
  ["rebuilds-mixture", "gaussian-mixture", setting],
  ["rebuilds-news", "news", {}],
] as const) {
  const entry = path.join(entries, slug);
  fill(entry, {
    "strategy.ts": program(`${slug.split("-")[1]}.ts`),
    "submission.yaml": manifest({ name: slug, tasks: [task], params, run: ["node", "strategy.ts"] }),
  });
  copySampler(entry, task);
}

// A key that is always the same, for scores that are.
writeFileSync(keyFile, "5ea1ed".repeat(11).slice(0, 64));
await openSeason(checkout, readKeyFile(keyFile).seal, "2026-11-26");

function recordOf(season: number, task: string, entry: string, seed = 0): ResultRecord {
  const apart = season === 0 ? [] : ["seasons", String(season)];
  return readRecord(path.join(results, ...apart, "smoke", task, entry, `${seed}.json`));
}

/** p⋆ of every round, and what a student has over that of random selections after the last one, over seeds and regimes. */
function outcomeOf(season: number, task: string, slug: string, metric: string, seeds: readonly number[]) {
  const pStars: number[] = [];
  const leads: number[] = [];
  for (const seed of seeds) {
    const [own, floor] = [slug, "random"].map((entry) => recordOf(season, task, entry, seed));
    assert.equal(own!.outcome.status, "ok", JSON.stringify(own!.outcome));
    for (const regime of ["replace", "accumulate"] as const) {
      const ends = [own, floor].map((record) => record!.regimes[regime]!.at(-1)!.metrics[metric]!);
      leads.push(ends[0]! - ends[1]!);
      pStars.push(...own!.regimes[regime]!.map(({ pStar }) => pStar!));
    }
  }
  return { pStars, lead: mean(leads) };
}

test("a season is opened: its commitment is in the checkout, its key is its owner's alone", async () => {
  const own = path.join(folder, "second.key");
  const opened = await bench("season", "open", "--key", own);
  assert.equal(opened.exitCode, 0, opened.stderr);
  const key = readFileSync(own, "utf8");
  assert.equal(statSync(own).mode & 0o777, 0o600);
  const list = readFileSync(path.join(checkout, "seasons.yaml"), "utf8");
  assert.ok(list.includes(readKeyFile(own).seal.commitment));
  assert.ok(![list, opened.stdout, opened.stderr].some((text) => text.includes(key)));
});

for (const [task, slug, metric, off, seeds] of [
  ["gaussian-mixture", "rebuilds-mixture", "accuracy", 0.1, [0, 1, 2]],
  ["news", "rebuilds-news", "rouge1", 0.25, [0, 1, 2]],
] as const)
  test(`a copy of the sampler of ${task} is right under season 0, and no better than chance under a sealed key`, async () => {
    const wanted = [
      "--tier",
      "smoke",
      "--seeds",
      seeds.join(),
      "--task",
      task,
      "--submission",
      slug,
      "random",
    ];
    for (const season of [[], ["--key", keyFile]]) {
      const { exitCode, stderr } = await bench("run", ...wanted, ...season);
      assert.equal(exitCode, 0, stderr);
    }
    const [open, sealed] = [0, 1].map((season) => outcomeOf(season, task, slug, metric, seeds));
    for (const pStar of open!.pStars) assert.ok(pStar > 0.9, `p⋆ ${open!.pStars}`);
    for (const pStar of sealed!.pStars) assert.ok(Math.abs(pStar - 0.5) < off, `p⋆ ${sealed!.pStars}`);
    console.log(`${task}: over random ${open!.lead} under season 0, ${sealed!.lead} under a key`);
    assert.ok(open!.lead > 0, String(open!.lead));
    assert.ok(sealed!.lead < open!.lead / 2, `${sealed!.lead} against ${open!.lead}`);
  });

test("records say whose streams they are of, and nothing of the key but its commitment", () => {
  const { commitment } = readKeyFile(keyFile).seal;
  const [open, sealed] = [0, 1].map((season) => recordOf(season, "gaussian-mixture", "random"));
  assert.deepEqual(open!.season, { number: 0, commitment: null });
  assert.deepEqual(sealed!.season, { number: 1, commitment });
  assert.notDeepEqual(sealed!.generator, open!.generator);
});

test("the key is nowhere in reach of a strategy", async () => {
  const { commitment } = readKeyFile(keyFile).seal;
  const hunts = async (slug: string, params: object) => {
    fill(path.join(entries, slug), {
      "strategy.py": program("hunter.py"),
      "submission.yaml": manifest({
        ...{ name: slug, tasks: ["gaussian-mixture"], params, run: ["python3", "strategy.py"] },
      }),
    });
    const ran = await bench("run", "--cell", `gaussian-mixture/smoke/${slug}/0`, "--key", keyFile);
    rmSync(path.join(entries, slug), { recursive: true });
    return ran;
  };
  const hunted = await hunts("hunter", { commitment });
  assert.equal(hunted.exitCode, 0, hunted.stderr);
  const told = await hunts("told", { commitment, planted: readFileSync(keyFile, "utf8") });
  assert.equal(told.exitCode, 3, told.stderr);
  assert.match(JSON.stringify(recordOf(1, "gaussian-mixture", "told").outcome), /exit status 99/);
  rmSync(path.join(results, "seasons", "1", "smoke", "gaussian-mixture", "told"), { recursive: true });
});

test("no file that a run leaves behind has the key in it", () => {
  const key = readFileSync(keyFile);
  for (const place of [results, cache])
    for (const name of readdirSync(place, { recursive: true, encoding: "utf8" })) {
      const file = path.join(place, name);
      if (statSync(file).isFile()) assert.ok(!readFileSync(file).includes(key), file);
    }
});

test("without the sandbox, without the key, or with another one, a sealed season is not played", async () => {
  const cell = ["run", "--cell", "gaussian-mixture/smoke/random/1"];
  const open = await bench(...cell, "--key", keyFile, "--isolation", "auto");
  assert.deepEqual([open.exitCode, /in the sandbox only/.test(open.stderr)], [2, true], open.stderr);
  const sealed = await bench(...cell, "--season", "1");
  assert.deepEqual([sealed.exitCode, /the key of season 1 is sealed/.test(sealed.stderr)], [2, true]);
  const other = path.join(folder, "other.key");
  writeFileSync(other, "0".repeat(64));
  const wrong = await bench(...cell, "--key", other);
  assert.deepEqual([wrong.exitCode, /no season has committed to this key/.test(wrong.stderr)], [2, true]);
});

test("the board names its season, and once the key is told everybody plays the season again", async () => {
  const board = ["board", "--tier", "smoke", "--task", "gaussian-mixture"];
  const sealed = await bench(...board);
  assert.match(sealed.stdout, /^Season 1: drawn from a key that is sealed; its SHA-256 is [0-9a-f]{64}\.$/m);
  const closed = await bench("season", "close", "--key", keyFile);
  assert.equal(closed.exitCode, 0, closed.stderr);
  rmSync(keyFile);
  const again = await bench("reproduce", "gaussian-mixture/smoke/random/0", "--season", "1");
  const identical = "identical  gaussian-mixture/smoke/random/0";
  assert.deepEqual([again.exitCode, again.stdout.trim()], [0, identical], again.stderr);
  const told = await bench(...board);
  assert.match(told.stdout, /^Season 1: drawn from the key [0-9a-f]{64}, told since the season ended\.$/m);
});
