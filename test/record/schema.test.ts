import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import { canonicalHash } from "../../harness/artifacts/index.ts";
import { readRecords, recordSchema, recordVersion } from "../../harness/record/index.ts";
import { tierNames } from "../../harness/task/index.ts";

/**
 * SHA-256 of the JSON Schema of every version since 2. A line that is here is never changed: another shape is another
 * version, with a line of its own, and `harness/record/migrate.ts` brings the committed records to it.
 */
const published: Readonly<Record<number, string>> = {
  2: "c82ec0060ed97033f27f41ab4f5189e8cb007f97621cff0593b5ee41e329da65",
  3: "0920e33138d45be9bbf7577126e88d3d45896edc84b71c62dbed77c5907ad8cc",
  4: "b9e96d6485a69789c04774d4bfbeceb80f5cbc6f36996166ecb6559e4f4d91c9",
};

const results = path.join(import.meta.dirname, "..", "..", "results");
const jsonSchema = z.toJSONSchema(recordSchema);
const validate = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(jsonSchema);
const committed = tierNames
  .filter((tier) => tier !== "smoke")
  .flatMap((tier) => readRecords(results, tier).records.map(({ record }) => record));

test("the shape of a record is the one its version was published with", () => {
  assert.equal(canonicalHash(jsonSchema), published[recordVersion]);
  assert.equal(Math.max(...Object.keys(published).map(Number)), recordVersion);
});

test("the published JSON Schema accepts every committed record", () => {
  assert.ok(committed.length > 0);
  for (const record of committed)
    assert.ok(validate(record), `${JSON.stringify(record.cell)}: ${JSON.stringify(validate.errors)}`);
});

/** Places where a record may hold any name: everywhere else a field that the schema does not know is refused. */
const maps = [
  /\.params\b/,
  /\.(packages|runtimes)$/,
  /\.(metrics|generator|decoding|feedback|regimes|rounds)$/,
];

/** Every object of a value, with its path. */
function* objectsOf(value: unknown, at = ""): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* objectsOf(inner, `${at}.${key}`);
}

test("a field that the schema does not know is refused wherever it stands", () => {
  const byTask = new Map(committed.map((record) => [record.cell.task, record]));
  for (const record of byTask.values()) {
    for (const [at] of objectsOf(record)) {
      if (maps.some((map) => map.test(at))) continue;
      const copy = structuredClone(record);
      const target = new Map(objectsOf(copy)).get(at)!;
      target["unheardOf"] = 1;
      assert.ok(!recordSchema.safeParse(copy).success, at);
      assert.ok(!validate(copy), at);
    }
  }
});
