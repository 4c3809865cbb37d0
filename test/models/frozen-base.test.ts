import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { execa } from "execa";
import { noArtifacts } from "../../harness/artifacts/index.ts";
import { openDevice, roundedToFloat16 } from "../../harness/engine/index.ts";
import {
  mergeAdapter,
  openLaboratory,
  type Parameters,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { failsWith } from "../inbound/folder.ts";
import { examples, type OpenedCase, openCases, ownSteps } from "./llama-steps.ts";

const folder = await mkdtemp(join(tmpdir(), "frozen-base-"));
after(() => rm(folder, { recursive: true }));
const device = await openDevice("cpu");
after(() => device[Symbol.asyncDispose]());

const cases = [...(await openCases(folder))].filter(([, { config }]) => config.adapter !== undefined);

function asFloat16(opened: OpenedCase): OpenedCase {
  const { config } = opened;
  return { ...opened, config: { ...config, adapter: { ...config.adapter!, base: "float16" } } };
}

/** With the base's matrices rounded beforehand. */
function rounded(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [
      name,
      tensor.shape.length > 1 && !name.includes(".adapter.") ? roundedToFloat16(tensor) : tensor,
    ]),
  );
}

const adapterOf = (parameters: Parameters) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => name.includes(".adapter.")));

/** What a model writes to the examples' prompts, and how likely it finds their continuations. */
async function asked({ config, recipe }: OpenedCase, parameters: Parameters) {
  await using laboratory = await openLaboratory("cpu", config, { recipe, artifacts: noArtifacts });
  const { sources, targets } = examples;
  const search = { kind: "sample", candidates: 3 } as const;
  return {
    written: await laboratory.decode(parameters, sources, search, randomStream("frozen-base")),
    scores: await laboratory.score(parameters, sources, targets),
  };
}

describe("with a base in float16", () => {
  for (const [name, opened] of cases) {
    const halved = asFloat16(opened);
    const plain = { ...opened, parameters: rounded(opened.parameters) };

    test(`${name}: twenty steps are those in float32 from the rounded base, to the last bit`, async () => {
      for (const checkpointEvery of [undefined, 1]) {
        const recipe = { ...opened.recipe, ...(checkpointEvery && { checkpointEvery }) };
        const [own, wanted] = [
          await ownSteps(device, { ...halved, recipe }),
          await ownSteps(device, { ...plain, recipe }),
        ];
        assert.equal(own.loss, wanted.loss);
        assert.deepEqual(adapterOf(own.parameters), adapterOf(wanted.parameters));
        const unrounded = await ownSteps(device, { ...opened, recipe });
        assert.notDeepEqual(adapterOf(own.parameters), adapterOf(unrounded.parameters));
      }
    });

    test(`${name}: texts, log-probabilities and scores are the rounded base's, and merged it is that`, async () => {
      const { parameters } = await ownSteps(device, halved);
      const frozen = { ...opened.parameters, ...adapterOf(parameters) };
      const own = await asked(halved, frozen);
      assert.deepEqual(own, await asked(plain, rounded(frozen)));
      assert.notDeepEqual(own, await asked(plain, frozen));
      const merged = mergeAdapter(halved.config, frozen);
      assert.deepEqual(merged, mergeAdapter(plain.config, rounded(frozen)));
    });
  }

  test("a matrix that float16 cannot hold is refused by its name", async () => {
    const { config, recipe, parameters } = asFloat16(cases[0]![1]);
    const name = "decoder.1.feedForward.down";
    const { shape, data } = parameters[name]!;
    const large = { shape, dtype: "float32", data: Float32Array.from(data).fill(1e5, 2, 3) } as const;
    const start = { ...parameters, [name]: large };
    await using laboratory = await openLaboratory("cpu", config, { recipe, artifacts: noArtifacts });
    const refused = failsWith("not-float16", /decoder\.1\.feedForward\.down, value 2/);
    await assert.rejects(laboratory.train(examples, randomStream("frozen-base"), start), refused);
    await assert.rejects(laboratory.score(start, examples.sources, examples.targets), refused);
    assert.throws(() => mergeAdapter(config, start), refused);
  });

  test("no other type is known", () => {
    const { config } = cases[0]![1];
    const adapter = { ...config.adapter!, base: "bfloat16" as "float16" };
    assert.throws(
      () => transformerParameterSpecs({ ...config, adapter }),
      failsWith("model-config", /adapter\.base bfloat16/),
    );
  });

  test("a training of a large base takes at least a third of its size less memory, and has the same loss", async () => {
    const script = join(import.meta.dirname, "fixtures", "frozen-base-memory.ts");
    const run = async (base: string) => {
      const { stdout } = await execa(process.execPath, [script, base]);
      return JSON.parse(stdout) as { bytes: number; baseBytes: number; loss: number };
    };
    const least = { float32: Number.POSITIVE_INFINITY, float16: Number.POSITIVE_INFINITY };
    // What a collector has not taken back yet adds to a peak, and nothing lessens it: of several runs the least says most.
    for (let turn = 0; turn < 3; turn++) {
      const [whole, half] = [await run("float32"), await run("float16")];
      assert.equal(half.loss, whole.loss);
      least.float32 = Math.min(least.float32, whole.bytes);
      least.float16 = Math.min(least.float16, half.bytes);
      if (least.float32 - least.float16 > whole.baseBytes / 3) return;
    }
    assert.fail(`of a base in float32 at least ${least.float32} bytes, in float16 ${least.float16}`);
  });
});
