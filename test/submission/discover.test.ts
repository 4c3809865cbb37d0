import assert from "node:assert/strict";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { execaSync } from "execa";
import { explain } from "../../harness/errors/index.ts";
import { discoverSubmissions, entriesOf, strategyHash } from "../../harness/submission/index.ts";
import { checkout, type Files, manifest } from "./made.ts";

const tasks = [{ name: "chess" }, { name: "go" }];
const good: Files = { "submission.yaml": manifest({ name: "Good" }) };

test("folders without a manifest are no submissions, and no problem", (t) => {
  const root = checkout(t, {
    good,
    empty: {},
    node_modules: { "left/index.js": "" },
    __pycache__: { "strategy.cpython-311.pyc": "" },
    "left-behind": { "__pycache__/strategy.cpython-311.pyc": "" },
    ".hidden": { "submission.yaml": "nonsense" },
  });
  writeFileSync(path.join(root, "submissions", "README.md"), "");
  symlinkSync("/nowhere", path.join(root, "submissions", "dangling"));
  const { submissions, problems } = discoverSubmissions(root, tasks);
  assert.deepEqual(
    submissions.map(({ slug }) => slug),
    ["good"],
  );
  assert.deepEqual(problems, []);
});

test("a folder of the checkout that is not there is an error for whoever called", () => {
  assert.throws(() => discoverSubmissions("/nonexistent", tasks), {
    code: "submissions-missing",
    blame: "usage",
  });
});

/** What is told of a folder "bad" beside good ones: the code, and a part of the paragraph. */
const badFolders: Readonly<Record<string, readonly [code: string, words: RegExp, files: Files]>> = {
  "a misspelt key": [
    "manifest-unrecognized-keys",
    /bad\/submission\.yaml:2: unknown key "divison".*Write "division"/,
    { "submission.yaml": `# mine\n${manifest({ divison: "none", division: undefined })}` },
  ],
  "a role that only the benchmark gives": [
    "manifest-unrecognized-keys",
    /unknown key "control"\. .*the benchmark names its controls itself, in submissions\/controls\.yaml/,
    { "submission.yaml": manifest({ control: "ceiling" }) },
  ],
  "a task that is not there": [
    "manifest-task",
    /"tasks\.1": there is no task "ches"; expected chess, go\. Name one of these/,
    { "submission.yaml": manifest({ tasks: ["go", "ches"] }) },
  ],
  "a variant on a task that is not there": [
    "manifest-task",
    /"only\.v\.0": there is no task "poker"; expected chess, go/,
    { "submission.yaml": manifest({ variants: { v: {} }, only: { v: ["poker"] } }) },
  ],
  "a variant on a task that the submission leaves out": [
    "manifest-task",
    /takes no part in "chess"/,
    { "submission.yaml": manifest({ tasks: ["go"], variants: { v: {} }, only: { v: ["chess"] } }) },
  ],
  "a script that is not there": [
    "manifest-run",
    /"run\.1": names strategy\.py, which is not among the submission's files\. Add the file/,
    { "submission.yaml": manifest({ run: ["python3", "strategy.py"] }) },
  ],
  "a script in a folder that is left out": [
    "manifest-run",
    /names node_modules\/x\/cli\.js, .*Move the file/,
    { "submission.yaml": manifest({ run: ["node", "node_modules/x/cli.js"] }), "node_modules/x/cli.js": "" },
  ],
  "a script outside its folder": [
    "manifest-run",
    /names \.\.\/good\/strategy\.py, .*Add the file/,
    { "submission.yaml": manifest({ run: ["python3", "../good/strategy.py"] }) },
  ],
  "a program that is a file of the folder": [
    "manifest-run",
    /strategy\.sh is looked for among the machine's programs\. Write \.\/strategy\.sh/,
    { "submission.yaml": manifest({ run: ["strategy.sh"] }), "strategy.sh": "#!/bin/sh\n" },
  ],
  "a program that cannot be executed": [
    "manifest-run",
    /\.\/strategy\.sh cannot be executed\. Make it executable/,
    { "submission.yaml": manifest({ run: ["./strategy.sh"] }), "strategy.sh": "#!/bin/sh\n" },
  ],
  "a manifest with another ending": [
    "submission-name",
    /bad\/submission\.yml: no manifest is called so\. Rename it to submission\.yaml/,
    { "submission.yml": manifest() },
  ],
  "a manifest that is a folder": ["manifest-file", /no regular file/, { "submission.yaml/x": "" }],
  "a manifest in another encoding": [
    "manifest-file",
    /is not UTF-8\. Save it again/,
    { "submission.yaml": Buffer.from(manifest({ name: "Größe" }), "latin1") },
  ],
  "a name with an escape sequence": [
    "manifest-characters",
    /"name": holds U\+001B, a character that acts instead of being seen/,
    { "submission.yaml": manifest({ name: "\u001b[31mRed" }) },
  ],
  "a compiled file": [
    "submission-compiled",
    /strategy\.pyc: this is compiled Python/,
    { ...good, "strategy.pyc": "" },
  ],
};

for (const [what, [code, words, files]] of Object.entries(badFolders))
  test(`a folder with ${what} is one problem, and the others go on`, (t) => {
    const { submissions, problems } = discoverSubmissions(
      checkout(t, { good, bad: files, other: other() }),
      tasks,
    );
    assert.deepEqual(
      submissions.map(({ slug }) => slug),
      ["good", "other"],
    );
    assert.deepEqual(
      problems.map(({ slug, error }) => [slug, error.code, error.blame]),
      [["bad", code, "submission"]],
    );
    assert.match(explain(problems[0]!.error), words);
  });

test("so is a folder with a bad name, a link, a pipe for a manifest, and one that cannot be read", (t) => {
  const root = checkout(t, {
    good,
    Bad_Name: other(),
    elsewhere: { "submission.yaml": manifest({ name: "E" }) },
  });
  const at = (name: string) => path.join(root, "submissions", name);
  symlinkSync(at("elsewhere"), at("linked"));
  execaSync("mkdir", [at("piped"), at("closed")]);
  execaSync("mkfifo", [at("piped/submission.yaml")]);
  chmodSync(at("closed"), 0);
  const { submissions, problems } = discoverSubmissions(root, tasks);
  assert.deepEqual(
    submissions.map(({ slug }) => slug),
    ["elsewhere", "good"],
  );
  const expected = [
    ["Bad_Name", "submission-slug"],
    ["closed", "submission-unreadable"],
    ["linked", "submission-link"],
    ["piped", "submission-kind"],
  ];
  assert.deepEqual(
    problems.map(({ slug, error }) => [slug, error.code]),
    // Nothing is closed to root.
    expected.filter(([slug]) => slug !== "closed" || process.getuid?.() !== 0),
  );
});

const controls = "schema: 1\nfloor: low\nceiling: high\nreferences: [mark]\n";

test("roles are given by the benchmark's file, to all variants, and are part of the hash", (t) => {
  const folders = {
    low: { "submission.yaml": manifest({ name: "Low" }) },
    high: { "submission.yaml": manifest({ name: "High" }) },
    mark: { "submission.yaml": manifest({ name: "Mark", variants: { v: {} } }) },
    mine: { "submission.yaml": manifest({ name: "Mine" }) },
  };
  const found = discoverSubmissions(checkout(t, folders, controls), tasks);
  assert.deepEqual(
    found.submissions.map(({ slug, control }) => [slug, control]),
    [
      ["high", "ceiling"],
      ["low", "floor"],
      ["mark", "reference"],
      ["mine", null],
    ],
  );
  const hashes = found.submissions.flatMap(entriesOf).map(strategyHash);
  assert.equal(
    new Set(hashes.filter((_, place) => place !== 3)).size,
    4,
    "four submissions that differ by role only",
  );
});

test("a control that is not there is a problem; one named twice, or a misspelt role, is an error of the benchmark", (t) => {
  const root = checkout(t, { good }, "schema: 1\nfloor: nobody\n");
  const [problem] = discoverSubmissions(root, tasks).problems;
  assert.equal(problem!.slug, "nobody");
  assert.match(
    explain(problem!.error),
    /controls\.yaml: names "nobody" as floor, and there is no such submission/,
  );
  writeFileSync(path.join(root, "submissions/controls.yaml"), "schema: 1\nfloor: good\nceiling: good\n");
  assert.throws(() => discoverSubmissions(root, tasks), { code: "controls-twice" });
  writeFileSync(path.join(root, "submissions/controls.yaml"), "schema: 1\nflor: good\n");
  assert.throws(() => discoverSubmissions(root, tasks), { mend: 'Write "floor", or remove the key.' });
});

for (const [what, name] of Object.entries({
  "in capitals": "LOW BAR",
  "with other blanks": "  Low\u00a0 bar ",
  "with a hyphen": "low-bar",
  "in full-width letters": "Ｌｏｗ ｂａｒ",
  "with Cyrillic letters": "L\u043ew b\u0430r",
  "with invisible letters": "Low\u200d bar",
}))
  test(`the name of a control is not to be had again ${what}`, (t) => {
    const folders = {
      low: { "submission.yaml": manifest({ name: "Low bar" }) },
      aaa: { "submission.yaml": manifest({ name }) },
      other: other(),
    };
    const { submissions, problems } = discoverSubmissions(
      checkout(t, folders, "schema: 1\nfloor: low\n"),
      tasks,
    );
    assert.deepEqual(
      submissions.map(({ slug }) => slug),
      ["low", "other"],
    );
    assert.equal(problems[0]!.error.code, "manifest-name-taken");
    assert.match(
      explain(problems[0]!.error),
      /aaa\/submission\.yaml: .*one of the submission "low"\. Choose another/,
    );
  });

test("nor is the name of another's variant", (t) => {
  const folders = {
    low: { "submission.yaml": manifest({ name: "Low bar", variants: { strict: {} } }) },
    mine: { "submission.yaml": manifest({ name: "Low bar strict" }) },
  };
  const [problem] = discoverSubmissions(checkout(t, folders), tasks).problems;
  assert.deepEqual([problem!.slug, problem!.error.code], ["mine", "manifest-name-taken"]);
});

function other(): Files {
  return { "submission.yaml": manifest({ name: "Other" }) };
}
