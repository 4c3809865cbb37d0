import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa } from "execa";
import { board } from "../../harness/commands/board.ts";
import { openWorkspace } from "../../harness/commands/workspace.ts";
import { makeCheckout, root } from "./fixture/checkout.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-since-"));
after(() => rmSync(folder, { recursive: true }));
const checkout = makeCheckout(path.join(folder, "checkout"), ["random", "clean", "oracle"]);
const place = "results/standard/gaussian-mixture";

const addResults = (entry: string, file = "") =>
  cpSync(path.join(root, place, entry, file), path.join(checkout, place, entry, file), { recursive: true });
const git = (...args: string[]) =>
  execa("git", ["-c", "user.name=A test", "-c", "user.email=test@example.org", ...args], { cwd: checkout });

async function since(commit: string): Promise<string> {
  let told = "";
  const out = { write: (text: string) => (told += text) };
  const workspace = await openWorkspace({ root: checkout });
  const options = { tier: "standard", tasks: ["gaussian-mixture"], json: false, since: commit } as const;
  await board(workspace, options, { stdout: out, stderr: { write: () => true } });
  return told;
}

test("what has changed since a commit is a line for each entry whose gain or rank is another", async () => {
  await git("init", "--quiet");
  await git("commit", "--quiet", "--allow-empty", "--message=before all results");
  addResults("random", "0.json");
  addResults("clean");
  await git("add", "results");
  await git("commit", "--quiet", "--message=first results");
  assert.equal(await since("HEAD"), "Nothing has changed since HEAD.\n");
  addResults("random");
  addResults("oracle");
  const [head, names, ...lines] = (await since("HEAD")).trimEnd().split("\n");
  assert.match(head!, /^Gaussian mixture, recursion of \d+ rounds, regime replace$/);
  assert.match(names!, /^entry +gain +now +rank +now$/);
  assert.match(
    lines.toSorted().join("\n"),
    /^oracle +new +\+\d+\.\d +–\nrandom +[−+]\d+\.\d +[−+]\d+\.\d +– +–$/,
  );
  assert.match(await since("HEAD~1"), /\nclean +new +\+\d/);
  rmSync(path.join(checkout, place, "clean"), { recursive: true });
  assert.match(await since("HEAD"), /\nclean +\+\d+\.\d +gone/);
});

test("a commit that is none, and results outside the checkout, are refused", async () => {
  await assert.rejects(since("nonsense"), { code: "commit-unknown", message: /no such commit/ });
  const workspace = await openWorkspace({ root: checkout, results: path.join(folder, "elsewhere") });
  const options = { tier: "standard", tasks: ["gaussian-mixture"], json: false, since: "HEAD" } as const;
  await assert.rejects(board(workspace, options), { code: "commit-unknown", message: /not in the checkout/ });
});
