import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { execa } from "execa";
import fc from "fast-check";
import { bool, float32, type HostTensor, int32, sizeOf } from "../../harness/engine/index.ts";
import { BenchError, explain } from "../../harness/errors/index.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  loadParameters,
  saveParameters,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";
import { TINY, tinyParameters } from "./tiny.ts";

const folder = await mkdtemp(join(tmpdir(), "safetensors-"));
after(() => rm(folder, { recursive: true }));

const shapes = fc.array(fc.nat(4), { maxLength: 3 });
const values = (shape: number[], value: fc.Arbitrary<number>) =>
  fc.array(value, { minLength: sizeOf(shape), maxLength: sizeOf(shape) });
const tensor: fc.Arbitrary<HostTensor> = shapes.chain((shape) =>
  fc.oneof(
    values(shape, fc.float()).map((data) => float32(shape, data)),
    values(shape, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })).map((data) => int32(shape, data)),
    values(shape, fc.nat(1)).map((data) => bool(shape, data)),
  ),
);
const names = fc
  .string({ unit: "binary", minLength: 1 })
  .filter((name) => name !== "__metadata__" && name !== "__proto__");

test("any tensors and metadata come back as they went", () => {
  fc.assert(
    fc.property(fc.dictionary(names, tensor), fc.dictionary(names, fc.string()), (tensors, metadata) => {
      const file = decodeSafetensors(encodeSafetensors(tensors, metadata), "memory");
      assert.deepEqual({ ...file.tensors }, { ...tensors });
      assert.deepEqual({ ...file.metadata }, { ...metadata });
    }),
  );
});

test("bytes depend on the tensors, not on the order of their names", () => {
  const [a, b] = [float32([1], [1]), int32([1], [2])];
  assert.deepEqual(encodeSafetensors({ a, b }), encodeSafetensors({ b, a }));
});

test("a model's parameters saved to a file load again, and only into the same model", async () => {
  const path = join(folder, "model.safetensors");
  const parameters = tinyParameters(TINY);
  await saveParameters(path, parameters);
  assert.deepEqual(await loadParameters(path, transformerParameterSpecs(TINY)), parameters);
  const wider = transformerParameterSpecs({ ...TINY, feedForward: 32 });
  await assert.rejects(loadParameters(path, wider), (error) => {
    assert.match(
      explain(error),
      /encoder\.0\.feedForward\.up.*expected float32\[8,32\]; received float32\[8,16\]/,
    );
    return true;
  });
  const shallower = transformerParameterSpecs({ ...TINY, encoderLayers: 1 });
  await assert.rejects(loadParameters(path, shallower), /not this model's/);
});

test("a plain Python reader sees the same numbers", async () => {
  const path = join(folder, "python.safetensors");
  const tensors = {
    "ä.weight": float32([2, 2], [1.5, -2, 0.25, 3]),
    ids: int32([3], [7, -8, 9]),
    mask: bool([2], [1, 0]),
  };
  await writeFile(path, encodeSafetensors(tensors, { task: "eigenvalues" }));
  const script = join(import.meta.dirname, "fixtures", "read_safetensors.py");
  const { stdout } = await execa("python3", [script, path]);
  assert.deepEqual(JSON.parse(stdout), {
    metadata: { task: "eigenvalues" },
    tensors: {
      "ä.weight": { dtype: "F32", shape: [2, 2], values: [1.5, -2, 0.25, 3] },
      ids: { dtype: "I32", shape: [3], values: [7, -8, 9] },
      mask: { dtype: "BOOL", shape: [2], values: [true, false] },
    },
  });
});

describe("a broken file is refused with the field and the rule", () => {
  const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const cases: [string, Uint8Array, RegExp][] = [
    [
      "too short for a header length",
      new Uint8Array(5),
      /header length.*; expected 8 bytes; received 5 bytes/,
    ],
    [
      "header longer than the file",
      withHeader("{}", 0, 1000),
      /header length.*; expected at most 2 bytes; received 1000/,
    ],
    ["header that is not JSON", withHeader("{oops", 0), /header.*; expected JSON in UTF-8/],
    ["header that is a list", withHeader("[]", 0), /expected an object of tensors/],
    [
      "metadata that is not text",
      fileOf({ __metadata__: { a: 1 } }, 0),
      /__metadata__.*; expected text values/,
    ],
    [
      "unknown key in an entry",
      fileOf({ w: { ...entry, strides: [1] } }, 4),
      /w.*; expected dtype, shape and data_offsets/,
    ],
    ["negative extent", fileOf({ w: { ...entry, shape: [-1] } }, 4), /w.*; expected dtype/],
    [
      "dtype of another program",
      fileOf({ w: { ...entry, dtype: "F8_E4M3" } }, 4),
      /w\.dtype.*; expected F32, I32, BOOL; received F8_E4M3/,
    ],
    [
      "dtype named like an object's own",
      fileOf({ w: { ...entry, dtype: "constructor" } }, 4),
      /w\.dtype.*; expected F32/,
    ],
    [
      "range too short for its shape",
      fileOf({ w: { ...entry, shape: [2] } }, 4),
      /expected 8 bytes for its shape; received 4 bytes/,
    ],
    [
      "gap between tensors",
      fileOf({ v: entry, w: { ...entry, data_offsets: [8, 12] } }, 12),
      /w\.data_offsets.*; expected a range that starts at 4/,
    ],
    [
      "overlapping tensors",
      fileOf({ v: entry, w: { ...entry, data_offsets: [2, 6] } }, 6),
      /w\.data_offsets.*; expected a range that starts at 4/,
    ],
    ["bytes after the last tensor", fileOf({ w: entry }, 9), /data.*; expected 4 bytes; received 9 bytes/],
    ["data cut off", fileOf({ w: entry }, 2), /data.*; expected 4 bytes; received 2 bytes/],
  ];
  for (const [name, bytes, message] of cases) {
    test(name, () => {
      assert.throws(
        () => decodeSafetensors(bytes, "file.safetensors"),
        (error) => {
          assert.ok(error instanceof BenchError && error.code === "safetensors-format");
          assert.match(explain(error), message);
          return true;
        },
      );
    });
  }
});

function fileOf(header: unknown, dataBytes: number): Uint8Array {
  return withHeader(JSON.stringify(header), dataBytes);
}

function withHeader(header: string, dataBytes: number, claimed = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}
