import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { parseJsonText, parseYamlFile, parseYamlText } from "../../harness/config/index.ts";
import { BenchError, explain } from "../../harness/errors/index.ts";
import { manifestSchema } from "../../harness/submission/index.ts";

const kind = { kind: "manifest", blame: "submission" } as const;

const good = `schema: 1
name: Trace check
authors: [{name: A. Author}]
description: Keeps what adds up.
license: MIT
division: heuristic
tasks: [eigenvalues]
run: [node, strategy.ts]
params: {tolerance: 0.01}
variants:
  strict: {tolerance: 0.001}
`;

function errorOf(text: string): BenchError {
  try {
    parseYamlText(text, "submission.yaml", manifestSchema, kind);
  } catch (error) {
    assert.ok(error instanceof BenchError);
    return error;
  }
  throw new assert.AssertionError({ message: "no error" });
}

test("a good manifest is read, with its defaults", () => {
  const manifest = parseYamlText(good, "submission.yaml", manifestSchema, kind);
  assert.equal(manifest.generation, false);
  assert.deepEqual(manifest.variants, { strict: { tolerance: 0.001 } });
});

test("an unknown key is an error at its own line", () => {
  const error = errorOf(good.replace("params:", "parms:"));
  assert.equal(error.where, "submission.yaml:9");
  assert.equal(explain(error), 'submission.yaml:9: unknown key "parms". Write "params", or remove the key.');
});

test("a misspelt key is named, and not the one that is missing for it", () => {
  const error = errorOf(good.replace("license:", "licence:").replace("schema: 1", "schema: one"));
  assert.equal(error.where, "submission.yaml:5");
  assert.equal(error.message, 'unknown key "licence" (2 more beside it)');
  assert.equal(error.mend, 'Write "license", or remove the key.');
});

test("a misspelt key inside a list is set right by the keys of that place", () => {
  const error = errorOf(good.replace("{name: A. Author}", "{name: A. Author, afiliation: Here}"));
  assert.equal(error.message, 'unknown key "authors.0.afiliation"');
  assert.equal(error.mend, 'Write "affiliation", or remove the key.');
});

test("a key that is like no other is told the keys there are", () => {
  assert.match(
    errorOf(`colour: red\n${good}`).mend,
    /^Remove the key; known here are schema, name, authors, /,
  );
});

test("a wrong type names its field and its line, also inside lists", () => {
  const error = errorOf(good.replace("{name: A. Author}", "{name: 7}"));
  assert.equal(error.where, "submission.yaml:3");
  assert.match(error.message, /^"authors\.0\.name": .*string/);
});

test("a missing key is an error that names it", () => {
  assert.match(errorOf(good.replace("license: MIT\n", "")).message, /^"license": /);
});

test("a value outside a list names what is allowed", () => {
  assert.match(errorOf(good.replace("heuristic", "psychic")).message, /"none"\|"self"\|"heuristic"/);
});

test("broken YAML is an error at the broken line", () => {
  const error = errorOf(good.replace("[{name: A. Author}]", "[{name: A. Author}"));
  assert.equal(error.code, "manifest-yaml");
  assert.match(error.where ?? "", /^submission\.yaml:[34]$/);
});

test("a file that is not there is an error, not a crash", () => {
  assert.throws(() => parseYamlFile("no/such.yaml", z.unknown(), kind), { code: "manifest-missing" });
});

test("several violations are counted", () => {
  assert.match(
    errorOf(good.replace("schema: 1", "schema: 2").replace("MIT", "7")).message,
    /1 more beside it/,
  );
});

test("aliases and deep nesting are refused where a file may not have them, in no time", () => {
  const levels = [
    "a0: &a0 [x, x]",
    ...Array.from({ length: 28 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`),
  ];
  const limits = { maxBytes: 2000, maxDepth: 8, aliases: false };
  const start = performance.now();
  for (const text of [levels.join("\n"), "a: &a [*a]", `${"[".repeat(9)}${"]".repeat(9)}`])
    assert.throws(() => parseYamlText(text, "s.yaml", z.unknown(), kind, limits), {
      code: "manifest-yaml",
      mend: "Correct the YAML at that line; aliases (*name) and more than 8 levels are not read.",
    });
  assert.ok(performance.now() - start < 1000);
});

test("JSON errors name the file and the field", () => {
  const schema = z.strictObject({ a: z.strictObject({ b: z.number() }) });
  assert.throws(() => parseJsonText('{"a":{"b":"x"}}', "r.json", schema, kind), /"a\.b": /);
  assert.throws(() => parseJsonText('{"a":', "r.json", schema, kind), { code: "manifest-json" });
});
