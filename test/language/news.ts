/** News on the language model that the project makes itself, from its making to records: run by `npm run test:language`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { canonicalHash, openArtifacts, scopedArtifacts } from "../../harness/artifacts/index.ts";
import { hubFiles, identityOf, identityOfFiles, writeHubFiles } from "../../harness/models/language/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { type ResultRecord, readRecord } from "../../harness/record/index.ts";
import { discoverVariants, tierOf } from "../../harness/task/index.ts";
import { openTexts } from "../../tasks/news/library.ts";
import { madeModel } from "../../tasks/news/lm/made.ts";
import type { LanguageSetting } from "../../tasks/news/lm/settings.ts";
import { taskConformance } from "../task/conformance.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-language-"));
after(() => rmSync(folder, { recursive: true }));
const cache = path.join(folder, "cache");
const results = path.join(folder, "results");

const [task] = (await discoverVariants(root)).filter(({ name }) => name === "news@lm");
const setting = tierOf(task!, "smoke").frozen.setting as LanguageSetting;

async function runCell(...further: readonly string[]): Promise<void> {
  const program = path.join(root, "harness", "cli.ts");
  const which = ["--task", "news@lm", "--tier", "smoke", "--submission", "strong-verifier"];
  const where = ["--results", results, "--cache", cache, "--device", "cpu", "--isolation", "auto"];
  const { exitCode, stderr } = await execaNode(program, ["run", ...which, ...where, ...further], {
    reject: false,
  });
  assert.equal(exitCode, 0, stderr);
}

function recordAt(...place: readonly string[]): ResultRecord {
  return readRecord(path.join(results, ...place, "smoke", "news@lm", "strong-verifier", "0.json"));
}

/** The model that the run made, from its cache: nothing is trained here. */
async function storedModel() {
  const common = scopedArtifacts(openArtifacts(path.join(cache, "artifacts")), {
    common: "news@lm",
    device: "cpu",
  });
  const unmade = () => assert.fail("the run has not kept its model");
  const place = { prompt: setting.prompt, device: "cpu", common: { ...common, bundle: keptOnly } };
  function keptOnly(key: Parameters<typeof common.bundle>[0]) {
    return common.bundle(key, async () => unmade());
  }
  return await madeModel(setting.language, place);
}

async function newsroomHash(): Promise<string> {
  const { rounds } = tierOf(task!, "smoke").frozen;
  const room = randomStream(task!.name, 0)
    .split("newsroom")
    .integer(2 ** 32);
  return (await openTexts({ setting, rounds, room })).corpus.sha256;
}

const exported = path.join(folder, "tiny");

test("a smoke cell makes its model, tunes it, lets it write, judge and learn, and its record says which model it was", async () => {
  await runCell();
  const record = recordAt();
  assert.equal(record.outcome.status, "ok");
  const [round] = record.regimes.replace!;
  assert.ok(round!.feedback.strong! > 0, "a language model judged");
  assert.ok(round!.metrics["rouge1"]! > 0 && record.generator["rouge1"]! > 0);
  const files = hubFiles(await storedModel());
  const identity = await identityOfFiles(files);
  await writeHubFiles(exported, files);
  assert.deepEqual(await identityOf(exported), identity);
  const hash = canonicalHash({ corpus: await newsroomHash(), model: canonicalHash(identity) });
  assert.deepEqual(record.data, { name: "newsroom, tiny", hash });
});

test("the same model from a folder stands in the same place: every number is the same, in results of their own", async () => {
  await runCell("--model", exported);
  const [own, given] = [recordAt(), recordAt("models", "tiny")];
  assert.notEqual(given.task.hash, own.task.hash);
  assert.deepEqual([given.data, given.generator, given.regimes], [own.data, own.generator, own.regimes]);
});

test("a folder without a model is refused before anything is computed", async () => {
  const program = path.join(root, "harness", "cli.ts");
  const { exitCode, stderr } = await execaNode(
    program,
    ["run", "--task", "news@lm", "--tier", "smoke", "--model", path.join(folder, "nothing")],
    { reject: false },
  );
  assert.equal(exitCode, 2);
  assert.match(
    stderr,
    /this names no model; expected a model that `model list` shows, a folder, or a file \.gguf/,
  );
});

taskConformance(task!);
