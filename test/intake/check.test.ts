import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { draftLanguages } from "../../harness/intake/index.ts";
import { withoutPython } from "../strategy/stage.ts";
import { fill, manifest } from "../submission/made.ts";
import { bench, checkout, folder } from "./made.ts";

const languages = { python: "strategy.py", typescript: "strategy.ts" } as const;

for (const language of draftLanguages)
  test(`a new submission in ${language} passes its check as it is`, {
    skip: language === "python" && withoutPython,
  }, async () => {
    const slug = `my-${language}-idea`;
    const made = await bench("new", slug, "--language", language);
    assert.equal(made.exitCode, 0, made.stderr);
    const where = path.join(checkout, "submissions", slug);
    assert.ok(existsSync(path.join(where, languages[language])));
    const { exitCode, stdout, stderr } = await bench("check", path.relative(folder, where));
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`^random +\\(floor\\) +0 +500 +0\\.\\d{3} .*\n${slug} +0 +500 `, "m"));
    assert.match(stdout, new RegExp(`^${slug}@whole +0 +500 .* \\d\\S* s  +\\d\\S* s ± \\d+ %$`, "m"));
    assert.match(stdout.trimEnd().split("\n").at(-1)!, new RegExp(`^${slug} would pass`));
  });

test("a draft takes no name that is taken, and none that is no slug", async () => {
  const taken = await bench("new", "random");
  assert.deepEqual([taken.exitCode, /there is something of this name/.test(taken.stderr)], [2, true]);
  const wrong = await bench("new", "My Idea", "--in", folder);
  assert.deepEqual(
    [wrong.exitCode, /"My Idea" is no slug; expected lower-case/.test(wrong.stderr)],
    [2, true],
  );
});

test("an entry that asks for what no task offers is told so, and nothing is played", async () => {
  const where = path.join(folder, "comparing");
  fill(where, { "submission.yaml": manifest({ name: "Comparing", asks: ["several-candidates"] }) });
  const { exitCode, stderr } = await bench("check", where);
  assert.equal(exitCode, 2, stderr);
  assert.match(
    stderr,
    /gaussian-mixture: not comparing, which asks for what gaussian-mixture does not offer at tier smoke: several-candidates/,
  );
  assert.match(stderr, /comparing\/submission\.yaml: no task here has what comparing asks for\./);
});

test("a strategy that does not repeat would not pass, and is told where it differs", async () => {
  const where = path.join(folder, "by-the-clock");
  fill(where, {
    "strategy.mjs": `import { strategy } from "collapse-bench";
strategy((pool) => [...pool].slice(0, 1 + (Number(process.hrtime.bigint()) % pool.keep)).map((item) => item.candidates[0]));`,
    "submission.yaml": manifest({ name: "By the clock", run: ["node", "strategy.mjs"] }),
  });
  const { exitCode, stdout, stderr } = await bench("check", where);
  assert.equal(exitCode, 3, stdout + stderr);
  assert.match(
    stdout,
    /by-the-clock: it does not repeat\. Asked twice about one pool, replace, round 1: it kept \d+ candidates, then \d+/,
  );
  assert.match(stdout, /by-the-clock would not pass: 1 thing to mend/);
});

test("golden messages come first: who breaks a rule there is told which, and nothing is generated", async () => {
  const where = path.join(folder, "bold");
  fill(where, {
    "strategy.mjs": `import { strategy } from "collapse-bench";
strategy((pool) => pool.ask("oracle", [...pool].map((item) => item.candidates[0])) && []);`,
    "submission.yaml": manifest({ name: "Bold", division: "weak", run: ["node", "strategy.mjs"] }),
  });
  const { exitCode, stdout, stderr } = await bench("check", where);
  assert.equal(exitCode, 3, stdout + stderr);
  assert.match(
    stdout,
    /^gaussian-mixture, bold, golden messages: .*asks the "oracle" verifier, which is stronger than its division, "weak"\. Declare .*\(log: .*golden\/gaussian-mixture\/bold\.log\)$/m,
  );
  assert.match(stdout, /^bold would not pass: 1 thing to mend \(\S+ s\)$/m);
  assert.doesNotMatch(stdout + stderr, /random/);
});

test("a strategy that fails would not pass, and its last words and its log are told", async () => {
  const where = path.join(folder, "gives-up");
  fill(where, {
    "strategy.mjs": `import { strategy } from "collapse-bench";
strategy((pool) => {
  if (pool.items.length > 100) {
    console.error("no idea");
    process.exit(3);
  }
  return pool.items.slice(0, pool.keep).map((item) => item.candidates[0]);
});`,
    "submission.yaml": manifest({ name: "Gives up", run: ["node", "strategy.mjs"] }),
  });
  const { exitCode, stdout } = await bench("check", where);
  assert.equal(exitCode, 3);
  assert.match(
    stdout,
    /^gives-up: golden messages of gaussian-mixture: answered as they must be \(.* s\)\.$/m,
  );
  assert.match(stdout, /gives-up: failed in round 1\. .*Its last words: no idea \(log: .*gives-up\/0\.log\)/);
  const [, log] = /\(log: (.*)\)/.exec(stdout)!;
  assert.match(readFileSync(path.resolve(folder, log!), "utf8"), /no idea/);
});

test("what is wrong with a folder is told before anything runs", async () => {
  const where = path.join(folder, "another");
  fill(where, { "submission.yaml": manifest({ name: "Random" }) });
  const named = await bench("check", where);
  assert.equal(named.exitCode, 2);
  assert.match(named.stderr, /the name "Random" can be taken for one of the submission "random"/);
  writeFileSync(path.join(where, "submission.yaml"), manifest({ tasks: ["chess"] }));
  const tasks = await bench("check", where);
  assert.equal(tasks.exitCode, 2);
  assert.match(tasks.stderr, /there is no task "chess"/);
  const nothing = await bench("check", path.join(folder, "nowhere"));
  assert.equal(nothing.exitCode, 2);
  assert.match(nothing.stderr, /there is no such folder/);
});
