import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  compileTraining,
  type Device,
  float32,
  int32,
  openDevice,
  type Program,
  roundedToFloat16,
  type Signature,
  tf,
} from "../../harness/engine/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { failsWith } from "../inbound/folder.ts";

const shape = [9, 4];
const stream = randomStream("stored");
const table = float32(
  shape,
  Array.from({ length: 36 }, () => stream.normal()),
);
const ids = int32([5], [8, 0, 3, 3, 1]);
const feeds = { ids, x: float32([2, 4], [1, -2, 0.5, 3, 0.1, 0.2, 0.3, -0.7]) };

/** A lookup, a product, a transposed one, and the table itself. */
const program: Program = ({ table, ids, x }) => ({
  rows: tf.gather(table!, ids!),
  product: tf.matMul(x!, table!, false, true),
  squares: tf.matMul(table!, table!, true, false),
  same: table!,
});

function signature(stored: boolean): Signature {
  return {
    table: { shape, dtype: "float32", ...(stored && { stored: "float16" }) },
    ids: { shape: [5], dtype: "int32" },
    x: { shape: [2, 4], dtype: "float32" },
  };
}

async function computed(device: Device, stored: boolean, values = table, lanes = 1) {
  await using compiled = await device.compile(program, signature(stored), { lanes });
  const held = await device.upload(values, stored ? { stored: "float16" } : {});
  const { host } = await compiled.run({ ...feeds, table: held });
  return host;
}

for (const name of ["cpu", "tfjs:cpu", "tfjs:wasm"] as const)
  describe(`what is stored as float16 on ${name}`, () => {
    test("is computed with as float32 of the rounded values, to the last bit", async () => {
      await using device = await openDevice(name);
      const found = await computed(device, true);
      assert.deepEqual(found, await computed(device, false, roundedToFloat16(table)));
      assert.notDeepEqual(found, await computed(device, false));
    });

    test("comes back as float32, says how it lies, and is fed to programs that take it so alone", async () => {
      await using device = await openDevice(name);
      const held = await device.upload(table, { stored: "float16" });
      assert.deepEqual([held.dtype, held.stored], ["float32", "float16"]);
      assert.deepEqual(await held.download(), roundedToFloat16(table));
      await using stored = await device.compile(program, signature(true));
      await using plain = await device.compile(program, signature(false));
      const [as16, as32] = [/float32\[9,4\] stored as float16/, /float32\[9,4\]$/];
      const received = (one: RegExp, other: RegExp) => (error: unknown) => {
        const { expected, received } = error as { expected: string; received: string };
        assert.match(expected, one);
        assert.match(received, other);
        return true;
      };
      await assert.rejects(stored.run({ ...feeds, table }), received(as16, as32));
      await assert.rejects(plain.run({ ...feeds, table: held }), received(as32, as16));
    });

    test("must be a number that float16 has", async () => {
      await using device = await openDevice(name);
      const options = { stored: "float16", name: "decoder.0.self.qkv" } as const;
      for (const value of [65_520, -1e9, Number.NaN, Number.POSITIVE_INFINITY])
        await assert.rejects(
          device.upload(float32([3], [0, value, 1]), options),
          failsWith("not-float16", /decoder\.0\.self\.qkv, value 1/),
        );
      const kept = await device.upload(float32([3], [65_519, -65_504, 1e-9]), options);
      assert.deepEqual([...(await kept.download()).data], [65_504, -65_504, 0]);
    });

    test("may be frozen in a training, brought by a restart", async () => {
      await using device = await openDevice(name);
      const third = float32([1, 1], [1 / 3]);
      await using trainer = await compileTraining(device, {
        parameters: { w: float32([1], [2]) },
        loss: ({ w, scale }, { x }) => tf.sum(tf.mul(tf.mul(w!, scale!), x!)),
        frozen: { scale: { shape: [1, 1], dtype: "float32", stored: "float16" } },
        batch: { x: { shape: [1], dtype: "float32" } },
        optimizer: { kind: "adam", schedule: { kind: "constant", peak: 0.1 } },
      });
      await assert.rejects(
        trainer.step({ x: float32([1], [3]) }),
        failsWith("feed-mismatch", /frozen\/scale/),
      );
      await trainer.restart({ w: float32([1], [2]) }, { scale: third });
      const [first] = await trainer.step({ x: float32([1], [3]) });
      assert.equal(first!.gradientNorm, Math.fround(3 * Math.f16round(1 / 3)));
    });
  });

test("lanes take it too", async () => {
  await using device = await openDevice("cpu", { threads: 2 });
  assert.deepEqual(await computed(device, true, table, 2), await computed(device, true));
});
