/**
 * Writes the README's pictures; `npm run picture`. The board is drawn from the results; the pages are photographed in the built site (`npm run build`) by
 * the system's Chromium, and left as they are where there is none.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { boardPicture } from "./board.ts";
import { photographed } from "./screens.ts";

const docs = path.join(import.meta.dirname, "..", "..", "..", "docs");
const built = path.resolve(process.env["COLLAPSE_BENCH_OUT"] ?? "dist");

writeFileSync(path.join(docs, "board.svg"), await boardPicture());
if (existsSync(path.join(built, "index.html"))) {
  mkdirSync(path.join(docs, "screens"), { recursive: true });
  for (const [name, picture] of await photographed(built))
    writeFileSync(path.join(docs, "screens", `${name}.png`), picture);
}
