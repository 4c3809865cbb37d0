/** A cell of news@lm whose G0 and strong verifier are a GGUF file, read by llama.cpp: run by `npm run test:language`. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { canonicalHash, decodeBundle, hashOfFile } from "../../harness/artifacts/index.ts";
import {
  type HubFiles,
  hubFiles,
  identityOfFiles,
  openTokenizer,
  writeHubFiles,
} from "../../harness/models/language/index.ts";
import { openFolderModel } from "../../harness/proposers/index.ts";
import { prompter } from "../../tasks/news/lm/texts.ts";
import { withoutLlamaCpp } from "../models/llama-cpp.ts";
import { type WrittenTokenizer, writeTinyGguf } from "../models/llama-gguf.ts";
import { folderOf, modelIn, newsroomHash, numbersOf, play, recordAt, setting } from "./playing.ts";

const folder = folderOf("gguf");
const cache = path.join(folder, "cache");

/** The same model as a GGUF file. */
async function writeGguf(file: string, files: HubFiles): Promise<void> {
  const jsonOf = (name: string) => JSON.parse(Buffer.from(files[name]!).toString("utf8"));
  const { arrays } = decodeBundle(Buffer.from(files["model.safetensors"]!));
  const tensors = Object.entries(arrays).map(
    ([name, { shape, data }]) => [name, { shape, values: Float64Array.from(data) }] as const,
  );
  const tokenizer = jsonOf("tokenizer.json") as WrittenTokenizer;
  await writeTinyGguf(file, { config: jsonOf("config.json"), tensors: new Map(tensors) }, tokenizer);
}

/** Greedy summaries of the same model by the engine. */
async function engineSummaries(base: string, articles: readonly string[]): Promise<string[]> {
  await using model = await openFolderModel({ folder: base, name: "base", device: "cpu" });
  const promptOf = prompter(setting, await openTokenizer(base));
  const greedy = { search: "greedy", candidates: 1, temperature: 1, topP: 1, seed: 0 } as const;
  const asked = { ...greedy, maxTokens: setting.summaryLength };
  const written = await model.propose(articles.map(promptOf), asked);
  return written.map(([first]) => first!.text.trim());
}

test("a GGUF file is G0 and the strong verifier: it writes what the engine writes of the same weights, and its record says which file it was", {
  skip: withoutLlamaCpp,
}, async () => {
  const files = hubFiles(await modelIn(cache));
  const [base, file] = [path.join(folder, "base"), path.join(folder, "Made-F32.gguf")];
  await writeHubFiles(base, files);
  await writeGguf(file, files);
  const results = path.join(folder, "results");
  const { exitCode, stderr } = await play(results, cache, "--model", file);
  assert.equal(exitCode, 0, stderr);
  const record = recordAt(results, "Made-F32.gguf");
  assert.equal(record.outcome.status, "ok");
  const [round] = record.regimes.replace!;
  assert.equal(round!.feedback.strong, 320);
  assert.ok(round!.metrics["words"]! > 0, "a student learnt from it");

  const { inputs, generator } = record.samples!;
  assert.equal(inputs.length, setting.samples);
  const articles = inputs.map(({ input }) => input);
  assert.deepEqual(generator, await engineSummaries(base, articles));

  assert.equal(record.data?.name, "newsroom, tiny, Made-F32.gguf");
  const started = canonicalHash(await identityOfFiles(files));
  const { getModuleVersion } = (await import("node-llama-cpp" as string)) as {
    getModuleVersion(): Promise<string>;
  };
  const program = `node-llama-cpp ${await getModuleVersion()} on cpu`;
  const asked = canonicalHash({ gguf: await hashOfFile(file), program });
  const model = canonicalHash({ started, asked });
  assert.equal(record.data?.hash, canonicalHash({ corpus: await newsroomHash(), model }));

  const again = path.join(folder, "again");
  const second = await play(again, cache, "--model", file);
  assert.equal(second.exitCode, 0, second.stderr);
  assert.deepEqual(numbersOf(recordAt(again, "Made-F32.gguf")), numbersOf(record));
});
