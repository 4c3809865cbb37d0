import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { execa } from "execa";
import fc from "fast-check";
import {
  type Bundle,
  decodeBundle,
  type ElementType,
  encodeBundle,
  type NamedArray,
  openSafetensors,
  vectorArray,
} from "../../harness/artifacts/index.ts";
import { BenchError, explain } from "../../harness/errors/index.ts";

const folder = await mkdtemp(join(tmpdir(), "safetensors-"));
after(() => rm(folder, { recursive: true }));

const encode = (arrays: Bundle["arrays"], metadata: Bundle["metadata"] = {}) =>
  encodeBundle({ arrays, metadata });

const shapes = fc.array(fc.nat(4), { maxLength: 3 });
const values = (shape: number[], value: fc.Arbitrary<number>) => {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return fc.array(value, { minLength: length, maxLength: length });
};
const arrayOf = (
  dtype: ElementType,
  shape: number[],
  value: fc.Arbitrary<number>,
  type: { from(values: number[]): NamedArray["data"] },
): fc.Arbitrary<NamedArray> => values(shape, value).map((data) => ({ dtype, shape, data: type.from(data) }));
const tensor: fc.Arbitrary<NamedArray> = shapes.chain((shape) =>
  fc.oneof(
    arrayOf("float32", shape, fc.float(), Float32Array),
    arrayOf("float64", shape, fc.double(), Float64Array),
    arrayOf("int32", shape, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), Int32Array),
    arrayOf("uint8", shape, fc.nat(255), Uint8Array),
    arrayOf("bool", shape, fc.nat(1), Uint8Array),
  ),
);
const names = fc
  .string({ unit: "binary", minLength: 1 })
  .filter((name) => name !== "__metadata__" && name !== "__proto__");

test("any tensors and metadata come back as they went", () => {
  fc.assert(
    fc.property(fc.dictionary(names, tensor), fc.dictionary(names, fc.string()), (tensors, metadata) => {
      const file = decodeBundle(encode(tensors, metadata));
      assert.deepEqual({ ...file.arrays }, { ...tensors });
      assert.deepEqual({ ...file.metadata }, { ...metadata });
    }),
  );
});

test("bytes depend on the tensors, not on the order of their names", () => {
  const [a, b] = [vectorArray(Float32Array.of(1)), vectorArray(Int32Array.of(2))];
  assert.deepEqual(encode({ a, b }), encode({ b, a }));
});

const withoutPython = existsSync("/usr/bin/python3") ? false : "there is no /usr/bin/python3";

test("a plain Python reader sees the same numbers", { skip: withoutPython }, async () => {
  const path = join(folder, "python.safetensors");
  const tensors: Bundle["arrays"] = {
    "ä.weight": { dtype: "float32", shape: [2, 2], data: Float32Array.of(1.5, -2, 0.25, 3) },
    ids: vectorArray(Int32Array.of(7, -8, 9)),
    mask: { dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) },
  };
  await writeFile(path, encode(tensors, { task: "eigenvalues" }));
  const script = join(import.meta.dirname, "fixtures", "read_safetensors.py");
  const { stdout } = await execa("/usr/bin/python3", [script, path]);
  assert.deepEqual(JSON.parse(stdout), {
    metadata: { task: "eigenvalues" },
    tensors: {
      "ä.weight": { dtype: "F32", shape: [2, 2], values: [1.5, -2, 0.25, 3] },
      ids: { dtype: "I32", shape: [3], values: [7, -8, 9] },
      mask: { dtype: "BOOL", shape: [2], values: [true, false] },
    },
  });
});

test("16-bit tensors come as float32, exactly, from bytes and from a file", async () => {
  const halves = { shape: [3], dtype: "F16", data_offsets: [0, 6] };
  const brains = { shape: [1, 2], dtype: "BF16", data_offsets: [6, 10] };
  const data = Uint16Array.of(0x3c00, 0xc100, 0x0001, 0x3f80, 0xc049);
  const bytes = fileOf({ halves, brains }, 10);
  bytes.set(new Uint8Array(data.buffer), bytes.length - 10);
  const expected: Bundle["arrays"] = {
    halves: { dtype: "float32", shape: [3], data: Float32Array.of(1, -2.5, 2 ** -24) },
    brains: { dtype: "float32", shape: [1, 2], data: Float32Array.of(1, -3.140625) },
  };
  assert.deepEqual({ ...decodeBundle(bytes).arrays }, expected);
  const path = join(folder, "halves.safetensors");
  await writeFile(path, bytes);
  await using file = await openSafetensors(path);
  assert.deepEqual([...file.shapes.keys()], ["halves", "brains"]);
  assert.deepEqual(await file.read("brains"), expected["brains"]);
  assert.deepEqual(await file.read("halves"), expected["halves"]);
});

test("a file that is opened, not loaded, is held to the same rules", async () => {
  const whole = encode({ w: vectorArray(Float32Array.of(1, 2, 3)) });
  const path = join(folder, "cut.safetensors");
  for (const [bytes, message] of [
    [whole.subarray(0, 5), /header length.*; expected 8 bytes; received 5 bytes/],
    [whole.subarray(0, 20), /header length.*; expected at most 12 bytes/],
    [whole.subarray(0, whole.length - 4), /cut\.safetensors: data.*; expected 12 bytes; received 8 bytes/],
  ] as const) {
    await writeFile(path, bytes);
    await assert.rejects(openSafetensors(path), (error) => message.test(explain(error)));
  }
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
      /w\.dtype.*; expected F32, F64, I32, U8, BOOL, F16, BF16; received F8_E4M3/,
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
        () => decodeBundle(bytes, "file.safetensors"),
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
