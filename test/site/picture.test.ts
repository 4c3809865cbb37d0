import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { boardPicture } from "../../site/src/picture/board.ts";

test("the README's picture of the board is of the published results", async () => {
  const file = path.join(import.meta.dirname, "..", "..", "docs", "board.svg");
  assert.ok(readFileSync(file, "utf8") === (await boardPicture()), "run `npm run picture`");
});
