import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { execa } from "execa";
import { int32, openDevice } from "../../harness/engine/index.ts";
import { mergeAdapter, openDecoder, pickRows, unmergeAdapter } from "../../harness/models/index.ts";
import { readAdapter, writeAdapter } from "../../harness/models/language/index.ts";
import { openScorer } from "../../harness/models/scorer.ts";
import { randomStream } from "../../harness/random/index.ts";
import { assertClose } from "../engine/tolerance.ts";
import { failsWith } from "../inbound/folder.ts";
import { examples, logitsOf, openCases, ownSteps, type Steps, stepsOf, toldPyTorch } from "./llama-steps.ts";

const folder = await mkdtemp(join(tmpdir(), "language-training-"));
after(() => rm(folder, { recursive: true }));
const device = await openDevice("cpu");
after(() => device[Symbol.asyncDispose]());

/** Of twenty steps, relative to the largest score. */
const STEPS = 1e-4;
const LOG_PROBABILITY = 1e-5;
const fixtures = join(import.meta.dirname, "fixtures");
const expected = JSON.parse(readFileSync(join(fixtures, "llama-steps.json"), "utf8")) as Record<
  string,
  Steps
>;

const cases = await openCases(folder);

const own: Record<string, Awaited<ReturnType<typeof ownSteps>>> = {};
for (const [name, opened] of cases) own[name] = await ownSteps(device, opened);

function assertSteps(actual: Steps, wanted: Steps, name: string): void {
  assertClose([actual.loss], [wanted.loss], STEPS, `${name}: loss`);
  assertClose(actual.logits, wanted.logits, STEPS, `${name}: logits`);
}

describe("twenty steps are those of PyTorch in float64, as they were stored", () => {
  for (const name of cases.keys()) test(name, () => assertSteps(own[name]!, expected[name]!, name));
});

const python = "/usr/bin/python3";
const withoutPython = existsSync(python) ? false : `there is no ${python}`;

test("twenty steps are PyTorch's", { skip: withoutPython }, async (context) => {
  const script = join(fixtures, "llama_steps.py");
  const input = JSON.stringify([...cases.values()].map((opened) => toldPyTorch(opened, "float32")));
  const { exitCode, stdout, stderr } = await execa(python, [script], { input, reject: false });
  if (stderr.includes("No module named 'torch'")) return context.skip(`${python} cannot import torch`);
  assert.equal(exitCode, 0, stderr);
  const said = JSON.parse(stdout);
  for (const [place, [name, opened]] of [...cases].entries())
    assertSteps(own[name]!, stepsOf(said[place], opened), name);
});

test("a batch is not divided into parts of different sizes", async () => {
  const [opened] = cases.values();
  const recipe = { ...opened!.recipe, batch: 4, parts: 3 };
  await assert.rejects(ownSteps(device, { ...opened!, recipe }), failsWith("recipe-parts", /parts 3/));
});

describe("an adapter", () => {
  const adapted = [...cases].filter(([, { config }]) => config.adapter !== undefined);

  for (const [name, opened] of adapted) {
    const { config, parameters: start } = opened;
    const { parameters, logits } = own[name]!;

    test(`${name}: nothing else was trained`, () => {
      const changed = Object.keys(start).filter(
        (one) => start[one]!.data.toString() !== parameters[one]!.data.toString(),
      );
      assert.deepEqual(
        changed,
        Object.keys(start).filter((one) => one.includes(".adapter.")),
      );
    });

    test(`${name}: merged, it gives the same scores, and unmerged again the same weights`, async () => {
      const merged = mergeAdapter(config, parameters);
      assert.equal(merged.config.adapter, undefined);
      assertClose(await logitsOf(device, merged.config, merged.parameters), logits, 1e-5, "logits");
      const apart = unmergeAdapter(config, merged.parameters, parameters);
      for (const [one, { data }] of Object.entries(parameters))
        assertClose(apart[one]!.data, data, 1e-6, one);
    });

    test(`${name}: written and read again, it is the same`, async () => {
      const at = join(folder, `written-${name.replaceAll(/\W+/g, "-")}`);
      await writeAdapter(at, { config, parameters }, "tiny");
      const { adapter: _, ...plain } = config;
      const base = Object.fromEntries(
        Object.entries(parameters).filter(([one]) => !one.includes(".adapter.")),
      );
      assert.deepEqual(await readAdapter(at, { config: plain, parameters: base }), { config, parameters });
    });
  }

  test("what it writes and how likely anybody finds that is the merged model's, one at a time or several", async () => {
    const [[name, { config }]] = adapted.slice(-1) as [(typeof adapted)[0]];
    const unmerged = { config, parameters: own[name]!.parameters };
    const merged = mergeAdapter(config, unmerged.parameters);
    const one = await writtenBy(unmerged, { sourcesPerRun: 1 });
    const several = await writtenBy(merged, { sourcesPerRun: 3 });
    assert.deepEqual([...several.found.symbols], [...one.found.symbols]);
    const { logProbabilities } = one.found;
    assert.ok(logProbabilities.some((score) => score < -1));
    assertClose(several.found.logProbabilities, logProbabilities, LOG_PROBABILITY, "written");
    // A drawn symbol that also fills weighs nothing in a score.
    const { symbols, lengths, length } = one.found;
    const whole = [...lengths.keys()].filter(
      (row) => !symbols.subarray(row * length, row * length + lengths[row]!).includes(config.symbols.pad!),
    );
    assert.ok(whole.length > lengths.length / 2);
    const some = (values: ArrayLike<number>) => whole.map((row) => values[row]!);
    for (const { scores } of [one, several])
      assertClose(some(scores), some(logProbabilities), LOG_PROBABILITY, "scored");
  });

  /** Two drawn candidates of each prompt, and what the model finds of them afterwards. */
  async function writtenBy(
    { config, parameters }: ReturnType<typeof mergeAdapter>,
    { sourcesPerRun }: { sourcesPerRun: number },
  ) {
    const candidates = 2;
    const search = { kind: "sample", candidates } as const;
    await using decoder = await openDecoder(device, config, search, { sourcesPerRun });
    await using scorer = await openScorer(device, config, sourcesPerRun);
    const { count, sources } = examples;
    const rows = int32([count, config.sourceLength], sources);
    const found = await decoder.decode(parameters, rows, randomStream("draws", 3));
    const each = Array.from({ length: count * candidates }, (_, row) => Math.floor(row / candidates));
    const repeated = pickRows(sources, config.sourceLength, each);
    return { found, scores: await scorer.score(parameters, repeated, found.symbols) };
  }
});
