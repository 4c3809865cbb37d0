import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { BenchError, explain } from "../../harness/errors/index.ts";
import {
  absenceOf,
  discoverSubmissions,
  entriesOf,
  entriesOn,
  type Manifest,
  manifestSchema,
  parseNeed,
  readSubmission,
  satisfies,
  strategyHash,
  submissionLimits,
} from "../../harness/submission/index.ts";
import type { Askable, Offer } from "../../harness/task/index.ts";
import { checkout, fill, manifest, offer } from "./made.ts";

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

test("what an entry asks for decides where it takes part, and no hash", (t) => {
  const asking = {
    variants: { v: { a: 1 }, w: { a: 2 } },
    only: { w: ["go"] },
    division: "oracle",
    asks: ["weak"],
    asksMore: { v: ["oracle", "several-candidates"] },
  };
  const place = checkout(t, { asking: { "submission.yaml": manifest(asking) } });
  const folder = path.join(place, "submissions", "asking");
  const submission = readSubmission(folder);
  const on = (has: readonly Askable[], task = "chess") =>
    entriesOn(offer(task, has), submission).map(({ variant }) => variant);
  assert.deepEqual(on([]), []);
  assert.deepEqual(on(["weak"]), [null]);
  assert.deepEqual(on(["weak"], "go"), [null, "w"]);
  assert.deepEqual(on(["weak", "oracle"]), [null]);
  assert.deepEqual(on(["weak", "oracle", "several-candidates"]), [null, "v"]);
  const hashes = () => entriesOf(readSubmission(folder)).map(strategyHash);
  const before = hashes();
  fill(folder, { "submission.yaml": manifest({ ...asking, asks: undefined, asksMore: undefined }) });
  assert.deepEqual(hashes(), before);
});

test("whoever chooses decoding settings takes part where there is a choice", (t) => {
  const place = checkout(t, { choosing: { "submission.yaml": manifest({ generation: true }) } });
  const submission = readSubmission(path.join(place, "submissions", "choosing"));
  const choices = { temperature: { default: 1, min: 0, max: 2 } };
  assert.equal(entriesOn(offer("chess", [], choices), submission).length, 1);
  assert.equal(
    absenceOf(entriesOf(submission)[0]!, offer("chess")),
    "asks for what chess does not offer at tier smoke: decoding choices",
  );
});

test("a variant that is played with a decoding setting of its own takes part where that may be chosen, and is another entry", (t) => {
  const fixed = { variants: { greedy: {}, sharp: {} }, decoding: { greedy: { search: "greedy" } } };
  const place = checkout(t, { fixed: { "submission.yaml": manifest(fixed) } });
  const submission = readSubmission(path.join(place, "submissions", "fixed"));
  const on = (choices: Offer["choices"]) =>
    entriesOn(offer("chess", [], choices), submission).map(({ variant }) => variant);
  const search = (...values: string[]) => ({ search: { default: "sample", values } });
  assert.deepEqual(on({}), [null, "sharp"]);
  assert.deepEqual(on(search("sample", "beam")), [null, "sharp"]);
  assert.deepEqual(on({ search: { default: 1, min: 0, max: 2 } }), [null, "sharp"]);
  assert.deepEqual(on(search("sample", "greedy")), [null, "greedy", "sharp"]);
  const [base, greedy, sharp] = entriesOf(submission);
  assert.equal(
    absenceOf(greedy!, offer("chess", [], search("sample"))),
    "asks for what chess does not offer at tier smoke: decoding with search greedy",
  );
  assert.equal(strategyHash(sharp!), strategyHash(base!), "params and all else are the same");
  assert.notEqual(strategyHash(greedy!), strategyHash(base!));
  assert.deepEqual(issuesOf({ decoding: { v: {} } }), ["decoding"]);
  assert.deepEqual(issuesOf({ ...fixed, generation: true }), ["decoding"]);
  assert.deepEqual(issuesOf({ ...fixed, decoding: { greedy: { search: ["greedy"] } } }), [
    "decoding.greedy.search",
  ]);
});

test("an entry asks for nothing above its division, of nothing unknown, and for no variant that it lacks", (t) => {
  assert.deepEqual(issuesOf({ asks: ["wisdom"] }), ["asks.0"]);
  assert.deepEqual(issuesOf({ asksMore: { v: ["weak"] } }), ["asksMore"]);
  const place = checkout(t, {
    above: {
      "submission.yaml": manifest({
        division: "weak",
        asks: ["weak", "noisy"],
        variants: { v: {} },
        asksMore: { v: ["human"] },
      }),
    },
  });
  assert.throws(
    () => readSubmission(path.join(place, "submissions", "above")),
    (error: BenchError) =>
      /asks\[?\.?1\]?/.test(explain(error)) &&
      /"noisy" is stronger than the division, "weak"/.test(explain(error)) &&
      /Declare `division: oracle`, or do without/.test(explain(error)),
  );
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

test("needs are names with bounds on versions, which are compared by their numbers", () => {
  const holds = (version: string, text: string) => satisfies(version, parseNeed(text)!);
  assert.ok(holds("1.24.2", "numpy>=1.20"));
  assert.ok(holds("1.24.2", "numpy"));
  assert.ok(holds("2.0rc1", "numpy==2"));
  assert.ok(holds("1.9", "numpy < 1.10"));
  assert.ok(!holds("1.24.2", "numpy>=1.20, <1.24"));
  assert.ok(!holds("1.24.2", "numpy!=1.24.2"));
  for (const text of [
    "",
    "numpy=1",
    "numpy>=",
    "numpy>=x",
    "numpy>=1,",
    "two names",
    "-r file",
    "numpy[extra]",
  ])
    assert.equal(parseNeed(text), undefined, text);
});

test("a setup changes the hash of a strategy, and needs do not", (t) => {
  const hash = (changes: object) => {
    const root = checkout(t, { made: { "submission.yaml": manifest(changes) } });
    return strategyHash(entriesOf(readSubmission(path.join(root, "submissions", "made")))[0]!);
  };
  assert.equal(hash({ needs: ["numpy"] }), hash({}));
  assert.equal(hash({ setup: [] }), hash({}));
  assert.notEqual(hash({ setup: [["true"]] }), hash({}));
});
