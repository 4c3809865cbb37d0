/** What stands above a board's figures: what it was played on, and whether it ranks. */
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { board } from "../../harness/commands/board.ts";
import { openWorkspace, type Workspace } from "../../harness/commands/workspace.ts";
import { uncalibratedText } from "../../harness/format/index.ts";
import { studyFile } from "../../harness/study/index.ts";
import type { Task, TierName } from "../../harness/task/index.ts";
import { type MadeCheckout, makeCheckout } from "../site/fixture/checkout.ts";

let checkout: MadeCheckout;
let workspace: Workspace;
before(async () => {
  checkout = await makeCheckout();
  workspace = await openWorkspace(checkout);
});
after(() => rmSync(checkout.root, { recursive: true, force: true }));

const nowhere = { write: () => true };

/** The first lines of a task's board, down to its first table. */
async function topOf(
  space: Workspace,
  task: string,
  tier: TierName = "standard",
): Promise<readonly string[]> {
  let text = "";
  await board(
    space,
    { tier, tasks: [task], json: false },
    { stdout: { write: (part) => (text += part) }, stderr: nowhere },
  );
  const lines = text.split("\n");
  return lines.slice(
    0,
    lines.findIndex((line) => / regime replace: gain over G0/.test(line)),
  );
}

const withVariant = (change: Partial<Task>): Workspace => ({
  ...workspace,
  variants: workspace.variants.map((variant) => ({ ...variant, ...change })),
});

test("the board of a task whose numbers nobody calibrated says below its title that it ranks nothing; others do not", async () => {
  assert.deepEqual(await topOf(workspace, "made-mixture@lm"), [
    "Made mixture, elsewhere, tier standard",
    uncalibratedText,
  ]);
  assert.deepEqual(await topOf(workspace, "made-mixture"), ["Made mixture, tier standard"]);
  assert.deepEqual(await topOf(workspace, "made-summaries", "smoke"), ["Made summaries, tier smoke"]);
  const file = studyFile(checkout.results, "calibration", "made-mixture@lm");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "{}");
  assert.deepEqual(await topOf(workspace, "made-mixture@lm"), ["Made mixture, elsewhere, tier standard"]);
  rmSync(file);
});

test("the title names corpus, model and share that were brought in", async () => {
  const hash = "e".repeat(64);
  const model = { name: "tiny-llama", hash, origin: { folder: "nowhere" } } as unknown as Task["model"];
  const data = { name: "own-corpus", hash, folder: "nowhere" };
  const brought = withVariant({ model: model!, data });
  const [title] = await topOf({ ...brought, share: "50" }, "made-mixture@lm");
  assert.equal(
    title,
    "Made mixture, elsewhere, tier standard, corpus own-corpus, model tiny-llama, share 50 %",
  );
});

test("of a task that can take a model and was given none the title says that it is the task's own", async () => {
  const [{ definition, file } = { definition: null, file: null }] = workspace.variants;
  const able = { ...definition!, modelHash: async () => "" };
  const own = withVariant({ definition: able });
  const title = "Made mixture, elsewhere, tier standard";
  assert.equal((await topOf(own, "made-mixture@lm"))[0], `${title}, the task's own model`);
  const { standard } = file!.tiers;
  const shown = { ...standard!.shown, model: { name: "smollm2-135m" } };
  const wanting = { ...file!, tiers: { ...file!.tiers, standard: { ...standard!, shown } } };
  assert.equal((await topOf(withVariant({ definition: able, file: wanting }), "made-mixture@lm"))[0], title);
});
