import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BenchError } from "../../harness/errors/index.ts";
import {
  discoverSubmissions,
  type Manifest,
  manifestSchema,
  submissionLimits,
} from "../../harness/submission/index.ts";
import { checkout, manifest } from "./made.ts";

const { variants, arguments: mostArguments, argumentLength, bytes } = submissionLimits.manifest;

function issuesOf(changes: object): readonly string[] {
  const result = manifestSchema.safeParse(JSON.parse(manifest(changes)));
  return result.success ? [] : result.error.issues.map(({ path }) => path.join("."));
}

test("texts are composed and trimmed, and what acts instead of being seen is refused in each", () => {
  const { name } = manifestSchema.parse(JSON.parse(manifest({ name: " Cafe\u0301 " })));
  assert.equal(name, "Café");
  const bad = [
    "a\u0000",
    "a\u001b[2J",
    "a\u202eb",
    "a\u2066b",
    "a\u200bb",
    "a\ufeffb",
    "a\ud800",
    "a\u0085b",
  ];
  for (const text of bad) {
    const shown = JSON.stringify(text);
    assert.deepEqual(issuesOf({ name: text }), ["name"], shown);
    assert.deepEqual(issuesOf({ description: text }), ["description"], shown);
    assert.deepEqual(issuesOf({ license: text }), ["license"], shown);
    assert.deepEqual(issuesOf({ authors: [{ name: text, affiliation: text }] }), [
      "authors.0.name",
      "authors.0.affiliation",
    ]);
    assert.deepEqual(issuesOf({ paper: `https://example.org/${text}` }), ["paper"], shown);
    assert.deepEqual(issuesOf({ run: ["true", text] }), ["run.1"], shown);
    assert.deepEqual(issuesOf({ params: { a: [{ b: text }] } }), ["params.a.0.b"], shown);
    assert.deepEqual(issuesOf({ params: { [text]: 1 } }), ["params"], shown);
    assert.deepEqual(issuesOf({ variants: { v: { a: text } } }), ["variants.v.a"], shown);
  }
  assert.deepEqual(issuesOf({ name: "two\nlines" }), ["name"]);
  assert.deepEqual(issuesOf({ name: "… · —" }), ["name"], "a name without a letter or digit");
  for (const name of ["Größe", "大きさ", "می\u200cخواهم", "A+", "p⋆ > ½ 🎯"])
    assert.deepEqual(issuesOf({ name }), [], name);
  assert.deepEqual(
    issuesOf({ description: "two\nlines", params: { prompt: "a\n\tb" }, run: ["sh", "-c", "a\nb"] }),
    [],
  );
});

test("numbers of variants and arguments, and lengths, end at their limits", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`v${n}`, {}]));
  assert.deepEqual(issuesOf({ variants: many(variants) }), []);
  assert.deepEqual(issuesOf({ variants: many(variants + 1) }), ["variants"]);
  assert.deepEqual(issuesOf({ variants: { ["v".repeat(41)]: {} } }), [`variants.${"v".repeat(41)}`]);
  assert.deepEqual(issuesOf({ run: Array(mostArguments).fill("x") }), []);
  assert.deepEqual(issuesOf({ run: Array(mostArguments + 1).fill("x") }), ["run"]);
  assert.deepEqual(issuesOf({ run: ["x".repeat(argumentLength + 1)] }), ["run.0"]);
  assert.deepEqual(issuesOf({ name: "x".repeat(61) }), ["name"]);
});

test("large manifests, deep ones and aliases are refused before they cost anything", (t) => {
  const unfolding = [
    "a: &a [1, 1, 1, 1]",
    ...Array.from("bcdefghijklmnop", (name, n) => {
      const before = String.fromCharCode(97 + n);
      return `${name}: &${name} [*${before}, *${before}, *${before}, *${before}]`;
    }),
  ].join("\n");
  const folders = {
    aliases: { "submission.yaml": unfolding },
    cycle: { "submission.yaml": "params: &a {a: *a}" },
    deep: { "submission.yaml": `params: ${"[".repeat(5000)}${"]".repeat(5000)}` },
    large: { "submission.yaml": `${manifest()}\n# ${"x".repeat(bytes)}` },
  };
  const root = checkout(t, folders);
  const start = performance.now();
  const { problems } = discoverSubmissions(root, []);
  assert.ok(performance.now() - start < 1000);
  assert.deepEqual(
    problems.map(({ slug, error }) => [slug, error.code]),
    [
      ["aliases", "manifest-yaml"],
      ["cycle", "manifest-yaml"],
      ["deep", "manifest-yaml"],
      ["large", "manifest-file"],
    ],
  );
});

test("whatever a manifest says, it is a manifest or one problem", (t) => {
  const parts = fc.dictionary(
    fc.constantFrom(...Object.keys(manifestSchema.shape), "control", "__proto__"),
    fc.jsonValue(),
  );
  const root = (text: string) => checkout(t, { any: { "submission.yaml": text } });
  fc.assert(
    fc.property(fc.oneof(fc.string(), parts.map(manifest), fc.json()), (text) => {
      const { submissions, problems } = discoverSubmissions(root(text), [{ name: "go" }]);
      assert.equal(submissions.length + problems.length, 1);
      for (const { error } of problems) assert.ok(error instanceof BenchError && error.mend !== "");
      for (const found of submissions) assert.ok((found.manifest satisfies Manifest).name.length > 0);
    }),
    { numRuns: 200 },
  );
});
