import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { writeWhole } from "../artifacts/index.ts";
import type { Recursion } from "../loop/index.ts";
import type { Pool, Selection } from "../task/index.ts";

/** Where a played cell's pools are written. */
export interface WrittenPools {
  readonly write: NonNullable<Recursion["chosen"]>;
  /** Lists the files with their hashes, when all are written. */
  finish(): Promise<void>;
}

/** The list of the files' hashes, as `sha256sum --check` reads it. */
export const sumsFile = "SHA256SUMS";

/**
 * Writes every candidate of a cell: one file a round, `<regime>-<round>.jsonl`, with a line an item, `{item, input, candidates: [{output, logprob, tokens, right,
 * kept}]}`; `right` is the truth, which strategies never see, and `kept` the weight it was kept with, null where it was not. Written item by item.
 */
export async function openPools(folder: string): Promise<WrittenPools> {
  const sums: string[] = [];
  await mkdir(folder, { recursive: true });
  return {
    async write({ regime, round }, pool, selection) {
      const name = `${regime}-${round}.jsonl`;
      const hash = createHash("sha256");
      const lines = Readable.from(linesOf(pool, selection)).map((line: string) => {
        hash.update(line);
        return line;
      });
      await pipeline(lines, createWriteStream(path.join(folder, name)));
      sums.push(`${hash.digest("hex")}  ${name}\n`);
    },
    async finish() {
      await writeWhole(path.join(folder, sumsFile), sums.sort().join(""));
    },
  };
}

function* linesOf(pool: Pool, selection: Selection): Generator<string> {
  const kept = new Map<string, number>();
  for (const [place, item] of selection.items.entries())
    kept.set(`${item} ${selection.candidates[place]}`, selection.weights[place]!);
  for (let item = 0; item < pool.items; item++) {
    const { input, candidates } = pool.item(item);
    const told = candidates.map((candidate, place) => ({
      ...candidate,
      right: pool.isCorrect(item, place),
      kept: kept.get(`${item} ${place}`) ?? null,
    }));
    yield `${JSON.stringify({ item, input, candidates: told })}\n`;
  }
}
