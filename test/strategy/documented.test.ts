import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { strategyFailureCodes } from "../../harness/selection/index.ts";
import type { Entry } from "../../harness/submission/index.ts";
import { entryOf, play, poolOf, withoutPython } from "./stage.ts";

const document = readFileSync(path.resolve(import.meta.dirname, "../../docs/protocol.md"), "utf8");

for (const [fence, program, file] of [
  ["python", "python3", "strategy.py"],
  ["ts", "node", "strategy.ts"],
] as const) {
  test(`the ${fence} strategy of docs/protocol.md fills its budget`, {
    skip: program === "python3" && withoutPython,
  }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-document-"));
    try {
      writeFileSync(path.join(folder, file), codeOf(fence));
      const { selection } = await play(movedTo(folder, entryOf([program, file])), {
        propose: async () => poolOf(5000),
      });
      assert.equal(selection.items.length, 10);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("docs/protocol.md explains every failure", () => {
  for (const code of strategyFailureCodes) assert.ok(document.includes(`\`${code}\``), code);
});

function codeOf(fence: string): string {
  const found = new RegExp(`\`\`\`${fence}\n(.*?)\`\`\``, "s").exec(document)?.[1];
  assert.ok(found);
  return found;
}

function movedTo(folder: string, entry: Entry): Entry {
  return { ...entry, submission: { ...entry.submission, folder } };
}
