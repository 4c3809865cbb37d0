import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { openSafetensors } from "../../harness/artifacts/index.ts";
import { type LessonRecipe, openTrainer, type TrainerOptions } from "../../harness/proposers/index.ts";
import { failsWith } from "../inbound/folder.ts";
import { emptyStore } from "./serving.ts";

const python = "/usr/bin/python3";
const skip = existsSync(python) ? false : `there is no ${python}`;
const script = join(import.meta.dirname, "fixtures", "bigram_trainer.py");
const WORDS = 10;
const rates = { learningRate: 1, warmupSteps: 0, schedule: "constant", clipNorm: 1 } as const;
const recipe: LessonRecipe = { steps: 4, batch: 1, ...rates, longest: 20, seed: 1 };
const lessons = [
  { prompt: "Summary:", text: "The mayor voted" },
  { prompt: "Summary:", text: "The council opened the library", weight: 2 },
];
const sampled = { search: "sample", candidates: 3, temperature: 1, topP: 1, maxTokens: 8, seed: 3 } as const;

async function opened(t: TestContext, fault = "none", options: Partial<TrainerOptions> = {}) {
  const { folder, store } = await emptyStore(t);
  const workDir = join(folder, "trainer");
  const trainer = await openTrainer({
    command: [python, script, fault],
    base: "none",
    workDir,
    store,
    ...options,
  });
  t.after(() => trainer[Symbol.asyncDispose]());
  return { trainer, workDir, store };
}

function near(received: number, expected: number): void {
  assert.ok(Math.abs(received - expected) < 1e-9, `${received} is not ${expected}`);
}

test("a base knows nothing, and a state what it was taught: figures are those computed by hand", {
  skip,
}, async (t) => {
  const { trainer } = await opened(t);
  const pair = { prompt: "Summary:", text: "The mayor voted" };
  const [before] = await trainer.score([pair]);
  assert.deepEqual([before!.tokens, trainer.identity.countsEnd], [4, true]);
  near(before!.logprob, 4 * Math.log(1 / WORDS));
  const state = await trainer.train(lessons, recipe);
  assert.equal(state.steps, 4);
  // Each lesson was met twice: the second weighs double.
  const expected = [7 / 16, 3 / 16, 3 / 12, 3 / 12].reduce((sum, share) => sum + Math.log(share), 0);
  const model = trainer.at(state);
  near((await model.score([pair]))[0]!.logprob, expected);
  const [texts] = await model.propose(["Summary:"], sampled);
  assert.equal(texts![0]!.text, " The council opened the library");
  assert.deepEqual([texts!.length, texts![0]!.hasEnded, texts![0]!.tokens], [3, true, 6]);
  const written = texts!.filter(({ hasEnded }) => hasEnded);
  const read = await model.score(written.map(({ text }) => ({ prompt: "Summary:", text })));
  for (const [place, { logprob }] of read.entries()) near(written[place]!.logprob, logprob);
});

test("what was trained and answered once is found again, by another process too", { skip }, async (t) => {
  const one = await opened(t);
  const state = await one.trainer.train(lessons, recipe);
  const first = one.trainer.at(state);
  const texts = await first.propose(["Summary:", "The"], sampled);
  const two = await opened(t, "dies", one);
  assert.deepEqual(await two.trainer.train(lessons, recipe), state);
  const model = two.trainer.at(state);
  assert.deepEqual(await model.propose(["Summary:", "The"], sampled), texts);
  assert.deepEqual([first.kept, model.kept], [0, 1]);
  assert.deepEqual(model.cost, first.cost);
  await assert.rejects(
    model.propose(["The"], sampled),
    failsWith("trainer-died", /exit code 1.*\nout of memory/),
  );
});

test("a training goes on from a state, and where it was stopped", { skip }, async (t) => {
  const { trainer, workDir, store } = await opened(t, "dies in training");
  await assert.rejects(trainer.train(lessons, recipe), failsWith("trainer-died", /exit code 137.*kept/s));
  const told: string[] = [];
  const again = await opened(t, "none", { workDir, store, progress: (line) => void told.push(line) });
  const state = await again.trainer.train(lessons, recipe);
  assert.deepEqual(told, ["train: 4 of 4"]);
  const whole = await (await opened(t)).trainer.train(lessons, recipe);
  assert.equal(state.sha256, whole.sha256);
  assert.deepEqual(
    (await readdir(workDir)).filter((name) => name.endsWith(".begun")),
    [],
  );
  const more = await again.trainer.train(lessons, { ...recipe, steps: 1 }, state);
  assert.notEqual(more.sha256, state.sha256);
});

test("a state is saved as a model's weights", { skip }, async (t) => {
  const { trainer, workDir } = await opened(t);
  const folder = join(workDir, "saved");
  await trainer.save(await trainer.train(lessons, recipe), folder);
  await using file = await openSafetensors(join(folder, "model.safetensors"));
  const { data } = await file.read("counts");
  assert.equal(
    Array.from(data).reduce((sum, value) => sum + value, 0),
    2 * 4 + 2 * 2 * 6,
  );
});

describe("a trainer that fails is told with what it did and what is kept", () => {
  const pair = { prompt: "Summary:", text: "The mayor" };
  for (const [fault, code, told, options] of [
    ["dies", "trainer-died", /exit code 1.*out of memory.*kept/s, {}],
    ["stalls", "trainer-silent", /longer silence/, { silenceMs: 500 }],
    ["chats", "trainer-answer", /loading.*standard error/, {}],
    ["fails", "trainer-failed", /the prompt is too long/, {}],
    ["NaN", "trainer-answer", /answered\.jsonl:1 NaN in place of a number.*overflows/, {}],
    ["too few lines", "trainer-answer", /answered\.jsonl 1 /, {}],
  ] as const)
    test(fault, { skip }, async (t) => {
      const { trainer } = await opened(t, fault, options);
      await assert.rejects(trainer.score([pair, pair]), failsWith(code, told));
    });

  test("too few candidates, a state without files, another protocol, beams, no program", {
    skip,
  }, async (t) => {
    const few = await opened(t, "too few candidates");
    await assert.rejects(few.trainer.propose(["The"], sampled), failsWith("trainer-answer", /2/));
    await assert.rejects(
      few.trainer.propose(["The"], { ...sampled, search: "beam" }),
      failsWith("trainer-failed", /beam/),
    );
    const nothing = await opened(t, "writes nothing");
    await assert.rejects(nothing.trainer.train(lessons, recipe), failsWith("trainer-answer", /none/));
    await assert.rejects(opened(t, "another protocol"), failsWith("trainer-answer", /protocol/));
    await assert.rejects(
      opened(t, "none", { command: ["no-such-program"] }),
      failsWith("trainer-not-started", /ENOENT/),
    );
  });
});
