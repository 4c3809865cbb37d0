import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { openServer, type ServerOptions } from "../../harness/proposers/index.ts";
import { failsWith } from "../inbound/folder.ts";
import { logprob, logprobOf, tokenizer, wordsOf } from "./fixtures/bigrams.ts";
import { emptyStore, startServer } from "./serving.ts";

const serving = await startServer({ after });
const forms = { echo: serving, "prompt-logprobs": await startServer({ after }, "prompt-logprobs") };
const { store: shared } = await emptyStore({ after });
const PROMPT = "The mayor voted\n";
const TEXT = "The council of the new bridge opened nobody";
const sampled = {
  search: "sample",
  candidates: 3,
  temperature: 1.5,
  topP: 1,
  maxTokens: 6,
  seed: 4,
} as const;

function opened(options: Partial<ServerOptions> = {}) {
  return openServer({
    address: serving.address,
    store: shared,
    attempts: 3,
    pauseMs: 1,
    batch: 2,
    lanes: 1,
    ...options,
  });
}

function near(received: number, expected: number, what: string): void {
  assert.ok(Math.abs(received - expected) < 1e-9, `${what}: ${received} is not ${expected}`);
}

describe("log-probabilities are those computed by hand", () => {
  for (const [form, { address }] of Object.entries(forms))
    for (const cut of [undefined, tokenizer])
      test(`by ${form}, prompts sent as ${cut === undefined ? "texts" : "symbols"}`, async (t) => {
        const { store } = await emptyStore(t);
        await using model = await opened({ address, store, ...(cut && { tokenizer: cut }) });
        const pairs = [
          { prompt: PROMPT, text: TEXT },
          { prompt: PROMPT, text: "" },
          { prompt: "On Monday\n", text: "The library opened on Tuesday." },
        ];
        const scores = await model.score(pairs);
        for (const [place, { prompt, text }] of pairs.entries()) {
          near(scores[place]!.logprob, logprobOf(prompt, text), text);
          assert.equal(scores[place]!.tokens, wordsOf(text).length);
        }
        const [texts] = await model.propose([PROMPT], sampled);
        assert.equal(texts!.length, 3);
        // A text may be written in other symbols than it is cut into: "Mon" and "day", say.
        const alike = texts!.filter(({ text, tokens }) => tokens === wordsOf(text).length);
        assert.ok(alike.length > 0);
        for (const { text, logprob: own } of alike) near(own, logprobOf(PROMPT, text), text);
      });
});

test("the first of the sampled texts is the likeliest, draws repeat by seed, and alike prompts are not answered alike", async (t) => {
  const one = await opened({ store: (await emptyStore(t)).store });
  const two = await opened({ store: (await emptyStore(t)).store });
  const prompts = [PROMPT, "a", "b", PROMPT];
  const written = await one.propose(prompts, sampled);
  assert.deepEqual(await two.propose(prompts, sampled), written);
  const [greedy] = await one.propose([PROMPT], { ...sampled, search: "greedy" });
  assert.equal(greedy!.length, 1);
  assert.deepEqual(written[0]![0], greedy![0]);
  assert.notDeepEqual(written[0]!.slice(1), written[3]!.slice(1));
  assert.ok(
    written.flat().some(({ hasEnded }) => hasEnded) && written.flat().some(({ hasEnded }) => !hasEnded),
  );
});

test("a model whose server tells how likely a text was at its temperature is asked again for its own figures", async (t) => {
  await serving.suffer({ always: "cold" });
  t.after(() => serving.suffer({}));
  await using model = await opened({ store: (await emptyStore(t)).store });
  assert.match(model.notes.join("\n"), /every text is scored again/);
  const written = await model.propose([PROMPT], { ...sampled, seed: 9 });
  for (const { text, logprob: own } of written[0]!) near(own, logprobOf(PROMPT, text), text);
});

describe("refused at the start, with the address and what to do", () => {
  for (const [fault, code, told] of [
    ["no logprobs", "server-no-logprobs", /bigrams.*vLLM/],
    ["no echo", "server-no-logprobs", /completions.*vLLM/],
    ["NaN", "server-answer", /NaN in place of a number.*bfloat16/],
    ["null", "server-answer", /null of symbol 3/],
    ["too likely", "server-answer", /0\.5 of symbol 3/],
    ["drops a token", "server-answer", /15/],
    ["drifts", "server-unsteady", /prefix caching/],
    ["garbage", "server-answer", /<html>/],
    ["broken", "server-refused", /status 500: out of memory/],
    ["refuses", "server-no-logprobs", /the prompt is too long/],
  ] as const)
    test(fault, async (t) => {
      await serving.suffer({ always: fault });
      t.after(() => serving.suffer({}));
      await assert.rejects(opened({ store: (await emptyStore(t)).store }), failsWith(code, told));
    });

  test("symbols that are not the given tokenizer's", async () => {
    const letters = { ...tokenizer, encode: (text: string) => Int32Array.from(text, () => 3) };
    await assert.rejects(opened({ tokenizer: letters }), failsWith("server-tokenizes", /16 symbols/));
    const others = { ...tokenizer, decode: (ids: Iterable<number>) => `${tokenizer.decode(ids)}s` };
    await assert.rejects(
      opened({ tokenizer: others }),
      failsWith("server-tokenizes", /"The" in place of "Thes"/),
    );
  });

  test("nobody there, and several models where none is named", async (t) => {
    await assert.rejects(
      opened({ address: "http://127.0.0.1:9/v1" }),
      failsWith("server-unreachable", /127\.0\.0\.1:9/),
    );
    await serving.suffer({ always: "stalls" });
    t.after(() => serving.suffer({}));
    await assert.rejects(
      opened({ timeoutMs: 200, attempts: 2 }),
      failsWith("server-silent", /completions \(bigrams\)|completions/),
    );
  });

  test("another model under the name of one whose answers are kept", async (t) => {
    const { store } = await emptyStore(t);
    await opened({ store });
    await serving.suffer({ always: "letters" });
    t.after(() => serving.suffer({}));
    await assert.rejects(opened({ store }), failsWith("server-unsteady", /empty --cache/));
  });
});

describe("while it works", () => {
  test("what passes is asked again: silence, a busy and a broken server, an answer that breaks off", async (t) => {
    const model = await opened({ store: (await emptyStore(t)).store, timeoutMs: 2000 });
    await serving.suffer({ next: ["stalls", "busy", "none", "broken", "garbage"] });
    const [score] = await model.score([{ prompt: PROMPT, text: TEXT }]);
    near(score!.logprob, logprobOf(PROMPT, TEXT), TEXT);
    assert.equal((await model.propose([PROMPT], { ...sampled, search: "greedy" }))[0]!.length, 1);
  });

  test("what does not pass is an error at once", async (t) => {
    for (const [fault, told] of [
      ["NaN", /NaN in place of a number/],
      ["refuses", /400: the prompt is too long/],
      ["fewer choices", /choices 0 to 1|1/],
    ] as const) {
      const model = await opened({ store: (await emptyStore(t)).store });
      const before = await serving.asked();
      await serving.suffer({ next: [fault] });
      await assert.rejects(
        model.score([{ prompt: PROMPT, text: TEXT }]),
        failsWith(fault === "refuses" ? "server-refused" : "server-answer", told),
      );
      assert.equal(await serving.asked(), before + 1);
    }
  });

  test("a search that servers do not have is refused", async () => {
    const model = await opened();
    await assert.rejects(
      model.propose([PROMPT], { ...sampled, search: "beam" }),
      failsWith("server-search", /beam/),
    );
  });

  test("prompt and text that melt into one symbol are told, and no trouble where the tokenizer is known", async () => {
    const pair = { prompt: "The may", text: "or voted" };
    const blind = await opened();
    await assert.rejects(blind.score([pair]), failsWith("server-tokenizes", /Give the model's tokenizer/));
    const model = await opened({ tokenizer });
    const [score] = await model.score([pair]);
    near(score!.logprob, logprob("may", "or") + logprob("or", " voted"), "melting");
  });
});

test("a server that dies loses nothing: once it is there again, only what it had not answered is asked", async (t) => {
  const { store } = await emptyStore(t);
  const first = await startServer(t);
  const options = { address: first.address, store, attempts: 2 };
  const pairs = Array.from({ length: 6 }, (_, place) => ({
    prompt: `${place} mayor\n`,
    text: "The council voted",
  }));
  const model = await opened(options);
  await first.suffer({ next: ["none", "none", "dies midway"] });
  await assert.rejects(model.score(pairs), failsWith("server-unreachable", /kept.*same command/));
  const second = await startServer(t, "echo", first.port);
  const again = await opened(options);
  const before = await second.asked();
  const scores = await again.score(pairs);
  assert.equal((await second.asked()) - before, 4);
  assert.equal(again.kept, 2);
  for (const { logprob: own } of scores) near(own, logprobOf("mayor\n", "The council voted"), "after");
  const whole = await opened({ ...options, store: (await emptyStore(t)).store });
  await whole.score(pairs);
  assert.deepEqual(again.cost, whole.cost);
  assert.deepEqual(again.cost, { requests: 6, promptTokens: 12 * 3 + 6 * 3, tokens: 0 });
});
