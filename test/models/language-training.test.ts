import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { execa } from "execa";
import { openDevice } from "../../harness/engine/index.ts";
import { mergeAdapter, unmergeAdapter } from "../../harness/models/index.ts";
import { readAdapter, writeAdapter } from "../../harness/models/language/index.ts";
import { assertClose } from "../engine/tolerance.ts";
import { logitsOf, openCases, ownSteps, type Steps, stepsOf, toldPyTorch } from "./llama-steps.ts";

const folder = await mkdtemp(join(tmpdir(), "language-training-"));
after(() => rm(folder, { recursive: true }));
const device = await openDevice("cpu");
after(() => device[Symbol.asyncDispose]());

/** Of twenty steps, relative to the largest score. */
const STEPS = 1e-4;
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
});
