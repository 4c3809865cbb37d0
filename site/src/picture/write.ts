/** Writes the README's picture of the board; `npm run picture`. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { boardPicture } from "./board.ts";

writeFileSync(path.join(import.meta.dirname, "..", "..", "..", "docs", "board.svg"), await boardPicture());
