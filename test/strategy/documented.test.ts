import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { execaSync } from "execa";
import { strategyFailureCodes } from "../../harness/selection/index.ts";
import type { Entry } from "../../harness/submission/index.ts";
import type { Pool } from "../../harness/task/index.ts";
import { entryOf, play, poolOf, withoutPython } from "./stage.ts";

const document = readFileSync(path.resolve(import.meta.dirname, "../../docs/protocol.md"), "utf8");

const hasNumpy = !execaSync("/usr/bin/python3", ["-c", "import numpy"], { reject: false }).failed;
const hasPerl = !execaSync("/usr/bin/perl", ["-MJSON::PP", "-e", "1"], { reject: false }).failed;

const languages = {
  python: { program: "python3", file: "strategy.py", skip: withoutPython },
  ts: { program: "node", file: "strategy.ts", skip: false },
  perl: { program: "perl", file: "strategy.pl", skip: hasPerl ? false : "there is no Perl with JSON::PP" },
} as const;

for (const [language, { program, file, skip }] of Object.entries(languages))
  for (const [place, source] of blocksOf(language).entries())
    test(`the ${language} strategy ${place + 1} of docs/protocol.md fills its budget`, {
      skip: skip || (source.includes("numpy") && !hasNumpy && "the system's Python has no numpy"),
    }, async () => {
      const { selection } = await playIn({ [file]: source }, [program, file], poolOf(5000));
      assert.equal(selection.items.length, 10);
    });

test("every language of docs/protocol.md has a strategy in it", () => {
  for (const language of Object.keys(languages)) assert.ok(blocksOf(language).length > 0, language);
});

test("the strategy of docs/labels.md keeps what people called right, and what nobody labelled costs it nothing", {
  skip: withoutPython,
}, async () => {
  const labels = readFileSync(path.resolve(import.meta.dirname, "../../docs/labels.md"), "utf8");
  const [source] = blocksOf("python", labels);
  const answers = [1, 0, Number.NaN, 0.75];
  const told = {
    budget: { keep: 10, feedback: { human: 3 } },
    verifiers: { human: async () => Float64Array.from(answers) },
  };
  const run = ["python3", "strategy.py"];
  const { selection, feedback } = await playIn(
    { "strategy.py": source! },
    run,
    poolOf(2, 2),
    told,
    {},
    "human",
  );
  assert.deepEqual([...selection.items], [0, 1]);
  assert.deepEqual([...selection.candidates], [0, 1]);
  assert.deepEqual(feedback, { human: 3 });
});

/** Compares what it hears with the transcript's lines, and says what is said there. */
const actor = `
import { createInterface } from "node:readline";
const script = JSON.parse(process.argv[2]);
const heard = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (const line of script) {
  if (line.startsWith("> ")) console.log(line.slice(2));
  else if ((await heard.next()).value !== line.slice(2)) throw new Error("not as written: " + line);
}
process.exit(0);
`;

test("the transcript of docs/protocol.md is what is said and heard", async () => {
  const [transcript] = blocksOf("text");
  const script = transcript!.trim().split("\n");
  const said = script.map((line) => JSON.parse(line.slice(2)) as Record<string, unknown>);
  const hello = said.find(({ type }) => type === "hello")!;
  const { keep, ...feedback } = hello["budget"] as Record<string, number>;
  const items = said.filter(({ type }) => type === "item") as unknown as ReturnType<Pool["item"]>[];
  const scores = said.find(({ type }) => type === "feedback")!["scores"] as number[];
  const pool: Pool = {
    ...poolOf(items.length),
    candidatesOf: (item) => items[item]!.candidates.length,
    item: (item) => items[item]!,
  };
  const { task, tier, round, rounds, regime, seed, fields, params } = hello as never;
  const told = { task, tier, round, rounds, regime, seed, fields };
  const changes = {
    ...told,
    budget: { keep: keep!, feedback },
    verifiers: { weak: async () => Float64Array.from(scores) },
  };
  const run = ["node", "actor.mjs", JSON.stringify(script)];
  const played = await playIn({ "actor.mjs": actor }, run, pool, changes, params);
  assert.deepEqual([...played.selection.items], [0, 1]);
  assert.deepEqual([...played.selection.weights], [1, 0.5]);
  assert.deepEqual(played.feedback, { weak: 3 });
});

test("docs/protocol.md explains every failure", () => {
  for (const code of strategyFailureCodes) assert.ok(document.includes(`\`${code}\``), code);
});

function blocksOf(fence: string, text = document): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${fence}\n(.*?)^\`\`\``, "gms"))].map(([, source]) => source!);
}

async function playIn(
  files: Readonly<Record<string, string>>,
  run: readonly string[],
  pool: Pool,
  changes: Parameters<typeof play>[1] = {},
  params: Entry["params"] = {},
  division = "weak",
) {
  const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-document-"));
  try {
    for (const [name, source] of Object.entries(files)) writeFileSync(path.join(folder, name), source);
    const entry = entryOf(run, { division });
    const moved = { ...entry, params, submission: { ...entry.submission, folder } };
    return await play(moved, { propose: async () => pool, ...changes });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
