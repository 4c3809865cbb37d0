import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { readSubmission } from "../../harness/submission/index.ts";
import { readmeOf, sourceFilesOf } from "../../site/src/data/index.ts";
import { type MadeCheckout, makeCheckout } from "./fixture/checkout.ts";

let checkout: MadeCheckout;
before(async () => {
  checkout = await makeCheckout();
});
after(() => rmSync(checkout.root, { recursive: true, force: true }));

test("a README loses its title, lowers its headings, and keeps only links that lead somewhere", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-readme-"));
  const text =
    "# Title\n\n## Part\n\n[file](task.yaml) [page](https://example.org/) ![plot](plot.png) <script>1</script>\n\n|a|\n|-|\n|1|\n";
  writeFileSync(path.join(folder, "README.md"), text);
  const html = readmeOf(folder)!;
  rmSync(folder, { recursive: true });
  assert.doesNotMatch(html, /Title|<h1|<h2|task\.yaml|plot\.png|<script/);
  assert.match(html, /<h3[^>]*>Part<\/h3>/);
  assert.match(html, /<span>file<\/span> <a href="https:\/\/example\.org\/">page<\/a>/);
  assert.match(html, /<div class="scroll"[^>]*tabindex="0"><table>/);
});

test("a folder without a README has none", () => {
  assert.equal(readmeOf(path.join(checkout.root, "submissions", "clean")), undefined);
});

test("a submission's files are shown with their language, the manifest last; binary and long ones only named", () => {
  const folder = path.join(checkout.root, "submissions", "clean");
  writeFileSync(path.join(folder, "model.bin"), new Uint8Array([1, 0, 2]));
  writeFileSync(path.join(folder, "words.txt"), "word ".repeat(20_000));
  const files = sourceFilesOf(readSubmission(folder));
  assert.deepEqual(
    files.map(({ name, language, text }) => [name, language, text !== null]),
    [
      ["model.bin", "plaintext", false],
      ["strategy.ts", "typescript", true],
      ["words.txt", "plaintext", false],
      ["submission.yaml", "yaml", true],
    ],
  );
});
