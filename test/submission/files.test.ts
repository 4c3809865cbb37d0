import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { execaSync } from "execa";
import fc from "fast-check";
import { BenchError } from "../../harness/errors/index.ts";
import {
  entriesOf,
  readSubmission,
  strategyHash,
  submissionFiles,
  submissionLimits,
} from "../../harness/submission/index.ts";
import { sourceFilesOf } from "../../site/src/data/index.ts";
import { type Files, fill, manifest } from "./made.ts";

function folderOf(t: TestContext, files: Files): string {
  const parent = mkdtempSync(path.join(tmpdir(), "collapse-bench-files-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const folder = path.join(parent, "mine");
  fill(folder, files);
  return folder;
}

const hashOf = (folder: string) => strategyHash(entriesOf(readSubmission(folder))[0]!);

test("what is listed is all but the manifest and what tools leave behind, nested manifests included, sorted", (t) => {
  const folder = folderOf(t, {
    "submission.yaml": manifest(),
    "strategy.py": "1",
    "b/submission.yaml": "2",
    "b/a.txt": "3",
    "Z.md": "4",
    "__pycache__/strategy.cpython-311.pyc": "5",
    "b/__pycache__/a.pyc": "6",
    "node_modules/x/index.js": "7",
    ".git/config": "8",
    ".strategy.py.swp": "9",
  });
  symlinkSync("/etc/passwd", path.join(folder, "node_modules", "link"));
  const expected = ["Z.md", "b/a.txt", "b/submission.yaml", "strategy.py"];
  assert.deepEqual(submissionFiles(folder), expected);
  const submission = readSubmission(folder);
  assert.deepEqual(Object.keys(submission.files), expected);
  assert.deepEqual(
    sourceFilesOf(submission).map(({ name }) => name),
    [...expected, "submission.yaml"],
    "the site publishes the same, and the manifest",
  );
});

test("the hash follows every listed file and nothing else", (t) => {
  const folder = folderOf(t, {
    "submission.yaml": manifest(),
    "strategy.py": "1",
    "deep/submission.yaml": "2",
  });
  const before = hashOf(folder);
  for (const name of ["__pycache__/strategy.cpython-311.pyc", ".cache/x", "node_modules/y/index.js"])
    fill(folder, { [name]: "3" });
  fill(folder, { "submission.yaml": `# a comment\n${manifest({ description: "In other words." })}` });
  assert.equal(hashOf(folder), before);
  const changes: Files = {
    "deep/submission.yaml": "4",
    "strategy.py": "5",
    __proto__x: "6",
    "deep/new.py": "7",
  };
  const seen = new Set([before]);
  for (const [name, content] of Object.entries(changes)) {
    fill(folder, { [name]: content });
    seen.add(hashOf(folder));
  }
  assert.equal(seen.size, 5);
});

test("a file may be called anything that can be seen, and is hashed", (t) => {
  const folder = folderOf(t, { "submission.yaml": manifest() });
  const before = hashOf(folder);
  fill(folder, JSON.parse('{"__proto__": "x"}'));
  assert.deepEqual(submissionFiles(folder), ["__proto__"]);
  assert.notEqual(hashOf(folder), before);
});

test("any tree of files is listed whole, in order", (t) => {
  const name = fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3}){0,2}\.txt$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
      const folder = folderOf(
        t,
        Object.fromEntries([...names.map((one) => [one, one]), ["submission.yaml", ""]]),
      );
      assert.deepEqual(submissionFiles(folder), [...names].sort());
    }),
    { numRuns: 30 },
  );
});

function codeOf(folder: string): string {
  try {
    submissionFiles(folder);
  } catch (error) {
    assert.ok(error instanceof BenchError && error.blame === "submission", String(error));
    return error.code;
  }
  return "none";
}

test("compiled code is refused by its name and, under another name, by its beginning", (t) => {
  for (const name of ["a.pyc", "b/A.PYC", "a.so", "addon.node", "module.wasm", "x.dll", "x.jar"])
    assert.equal(codeOf(folderOf(t, { [name]: "x" })), "submission-compiled", name);
  const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  assert.equal(codeOf(folderOf(t, { "weights.bin": wasm })), "submission-compiled");
  const native = folderOf(t, { "strategy.py": "1" });
  cpSync(process.execPath, path.join(native, "data.bin"));
  assert.equal(codeOf(native), "submission-compiled");
});

test("Python's compiled code is known by its beginning, whatever it is called", {
  skip: existsSync("/usr/bin/python3") ? false : "there is no /usr/bin/python3",
}, (t) => {
  const folder = folderOf(t, { "strategy.py": "print(1)\n" });
  execaSync("/usr/bin/python3", ["-m", "py_compile", path.join(folder, "strategy.py")]);
  assert.equal(codeOf(folder), "none", "what the compiler leaves behind stops nobody");
  const cache = path.join(folder, "__pycache__");
  cpSync(path.join(cache, readdirSync(cache)[0]!), path.join(folder, "words.txt"));
  assert.equal(codeOf(folder), "submission-compiled");
});

test("words and numbers are not taken for compiled code", (t) => {
  const files = {
    "MZ.txt": "MZ is how it begins\n",
    "a.txt": "\r\r\n",
    "b.bin": new Uint8Array(100),
    "c.txt": "",
  };
  assert.equal(codeOf(folderOf(t, files)), "none");
});

test("links and pipes are refused, also for the manifest", (t) => {
  for (const name of ["link", "deep/link", "submission.yaml"]) {
    const folder = folderOf(t, { "strategy.py": "", "deep/x": "" });
    symlinkSync("/etc/hostname", path.join(folder, name));
    assert.equal(codeOf(folder), "submission-link", name);
  }
  const folder = folderOf(t, { "strategy.py": "" });
  execaSync("mkfifo", [path.join(folder, "pipe")]);
  assert.equal(codeOf(folder), "submission-kind");
});

test("numbers and sizes end at their limits", (t) => {
  const { files, fileBytes, bytes } = submissionLimits.folder;
  const some = (count: number, content: string | Uint8Array) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.txt`, content]));
  assert.equal(codeOf(folderOf(t, some(files, "x"))), "none");
  assert.equal(codeOf(folderOf(t, some(files + 1, "x"))), "submission-many");
  assert.equal(codeOf(folderOf(t, some(1, new Uint8Array(fileBytes)))), "none");
  assert.equal(codeOf(folderOf(t, some(1, new Uint8Array(fileBytes + 1)))), "submission-large");
  assert.equal(
    codeOf(folderOf(t, some(bytes / fileBytes + 1, new Uint8Array(fileBytes)))),
    "submission-large",
  );
});

test("names that cannot be seen for what they are, or are endless, are refused", (t) => {
  for (const name of [
    "a\u202egpj.py",
    "a\u001b[31m.py",
    "e\u0301.py",
    "a\nb.py",
    "x/\u200b.py",
    `${"x".repeat(150)}/${"y".repeat(60)}`,
  ])
    assert.equal(codeOf(folderOf(t, { [name]: "" })), "submission-name", JSON.stringify(name));
  const latin = folderOf(t, { "strategy.py": "" });
  writeFileSync(Buffer.concat([Buffer.from(`${latin}/`), Buffer.of(0xe9)]), "");
  assert.equal(codeOf(latin), "submission-name", "a name that is not UTF-8");
  assert.equal(codeOf(folderOf(t, { "größe-大きさ.py": "" })), "none");
});
