import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { execa } from "execa";
import { type LessonRecipe, openFolderModel, openTrainer } from "../../harness/proposers/index.ts";
import { writeTinyModel } from "../models/llama-folder.ts";
import { emptyStore } from "./serving.ts";

const root = join(import.meta.dirname, "..", "..");
const script = join(root, "harness", "proposers", "trainer", "python", "transformers_trainer.py");
const pythons = ["python3", "/usr/bin/python3"];
const lora = { rank: 4, alpha: 8, targets: ["q_proj", "v_proj"] };
const rates = { learningRate: 0.01, warmupSteps: 2, schedule: "constant", clipNorm: 1 } as const;
const recipe: LessonRecipe = { steps: 30, batch: 4, ...rates, longest: 24, seed: 1 };
const lessons = Array.from({ length: 8 }, (_, place) => ({
  prompt: place % 2 ? "ab c" : "c ab",
  text: " abc ab",
}));
const pairs = lessons.slice(0, 2);

/** A Python that can import what the trainer needs; undefined where there is none. */
async function python(): Promise<string | undefined> {
  for (const name of pythons) {
    const asked = await execa(name, ["-c", "import transformers, peft, torch"], { reject: false });
    if (asked.exitCode === 0) return name;
  }
  return undefined;
}

async function opened(t: TestContext, program: string) {
  const { folder, store } = await emptyStore(t);
  const base = join(folder, "base");
  await writeTinyModel(base);
  const special = { bos_token: "<s>", eos_token: "</s>", unk_token: "<unk>" };
  const settings = { tokenizer_class: "PreTrainedTokenizerFast", ...special };
  await writeFile(join(base, "tokenizer_config.json"), JSON.stringify(settings));
  const command = [program, script, "--device", "cpu", "--rows", "2"];
  const trainer = await openTrainer({ command, base, workDir: join(folder, "work"), store });
  t.after(() => trainer[Symbol.asyncDispose]());
  return { trainer, base, folder };
}

function assertAlike(one: readonly { logprob: number }[], two: readonly { logprob: number }[]): void {
  for (const [place, { logprob }] of one.entries())
    assert.ok(
      Math.abs(logprob - two[place]!.logprob) < 1e-3 * Math.abs(logprob),
      `${logprob}, ${two[place]!.logprob}`,
    );
}

test("transformers reads a folder's model as the engine does, and trains it: adapter and merged model agree", async (t) => {
  const program = await python();
  if (program === undefined) return t.skip("torch, transformers and peft cannot be imported here");
  assert.ok(existsSync(script));
  const { trainer, base, folder } = await opened(t, program);
  await using own = await openFolderModel({ folder: base, name: "base", device: "cpu" });
  const before = await trainer.score(pairs);
  assertAlike(before, await own.score(pairs));
  const greedy = { search: "greedy", candidates: 1, temperature: 1, topP: 1, maxTokens: 6, seed: 0 } as const;
  const [theirs, ours] = [await trainer.propose(["ab c"], greedy), await own.propose(["ab c"], greedy)];
  assert.equal(theirs[0]![0]!.text, ours[0]![0]!.text);
  assertAlike(theirs[0]!, ours[0]!);
  for (const [name, how] of Object.entries({ adapter: { ...recipe, lora }, whole: recipe })) {
    const state = await trainer.train(lessons, how);
    const after = await trainer.at(state).score(pairs);
    assert.ok(
      after[0]!.logprob > before[0]!.logprob + 1,
      `${name}: ${after[0]!.logprob} after ${before[0]!.logprob}`,
    );
    await trainer.save(state, join(folder, name));
    await using saved = await openFolderModel({ folder: join(folder, name), name, device: "cpu" });
    assertAlike(after, await saved.score(pairs));
  }
  const drawn = { ...greedy, search: "sample", candidates: 24, seed: 5 } as const;
  const taught = trainer.at(await trainer.train(lessons, recipe));
  const [texts] = await taught.propose(["ab c"], drawn);
  assert.equal(texts!.length, 24);
  // Half of a letter's bytes is no text, and a text may be cut otherwise than it was drawn: then it is likely in another way.
  const ended = texts!.filter(({ hasEnded, text }) => hasEnded && text !== "" && !text.includes("\uFFFD"));
  const again = await taught.score(ended.map(({ text }) => ({ prompt: "ab c", text })));
  const cutAlike = ended.filter(({ tokens }, place) => tokens === again[place]!.tokens);
  assert.ok(cutAlike.length >= 2, `${cutAlike.length} of ${ended.length}`);
  assertAlike(
    cutAlike,
    again.filter(({ tokens }, place) => tokens === ended[place]!.tokens),
  );
});
