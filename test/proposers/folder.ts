import assert from "node:assert/strict";
import { test } from "node:test";
import { openTokenizer } from "../../harness/models/language/index.ts";
import { openFolderModel } from "../../harness/proposers/index.ts";
import { testFolder } from "../inbound/folder.ts";
import { type WrittenModel, writeTinyModel } from "../models/llama-folder.ts";
import { logProbability, referenceLogits } from "../models/llama-reference.ts";

const PROMPTS = ["ab c ab", "abc", "c ab"];

/** Sum over `own` of what a plain float64 implementation finds for it after `before`. */
function reference(model: WrittenModel, before: readonly number[], own: readonly number[]): number {
  const all = [...before, ...own];
  const logits = referenceLogits(model, all);
  return own.reduce(
    (sum, symbol, place) => sum + logProbability(logits[before.length + place - 1]!, symbol),
    0,
  );
}

test("a folder's model writes and reads texts as whole passes in float64 have it, whatever its prompts end in", async (t) => {
  const folder = await testFolder(t);
  const written = await writeTinyModel(folder);
  const tokenizer = await openTokenizer(folder);
  await using model = await openFolderModel({ folder, name: "tiny", device: "cpu" });
  const symbols = (text: string, isWhole = false) => [...tokenizer.encode(text, isWhole)];
  const pairs = PROMPTS.map((prompt, place) => ({ prompt, text: [" abc c", "c", ""][place]! }));
  const scores = await model.score(pairs);
  for (const [place, { prompt, text }] of pairs.entries()) {
    const before = symbols(prompt, true);
    const together = symbols(prompt + text, true);
    const isClean = before.every((symbol, at) => together[at] === symbol);
    const own = [...(isClean ? together.slice(before.length) : symbols(text)), 2];
    const expected = reference(written, before, own);
    assert.ok(Math.abs(scores[place]!.logprob - expected) < 1e-4 * Math.abs(expected), `${prompt}|${text}`);
    assert.equal(scores[place]!.tokens, own.length);
  }
  const proposing = {
    search: "sample",
    candidates: 3,
    temperature: 1.5,
    topP: 0.9,
    maxTokens: 5,
    seed: 2,
  } as const;
  const texts = await model.propose(PROMPTS, proposing);
  assert.deepEqual(
    texts.map((list) => list.length),
    [3, 3, 3],
  );
  for (const [place, [greedy]] of texts.entries()) {
    const before = symbols(PROMPTS[place]!, true);
    const own = [...symbols(greedy!.text), ...(greedy!.hasEnded ? [2] : [])];
    if (own.length !== greedy!.tokens) continue;
    const expected = reference(written, before, own);
    assert.ok(Math.abs(greedy!.logprob - expected) < 1e-4 * Math.abs(expected), `wrote ${greedy!.text}`);
  }
  assert.ok(model.cost.requests > 0 && model.cost.tokens > 0);
});
