import type { CandidateList } from "../../harness/task/index.ts";
import type { SequenceCodec } from "./encoding/index.ts";
import type { GuessPool } from "./pool.ts";
import type { Examples } from "./training.ts";

/** Some guesses of a pool, and optionally their weights, as examples in their order. */
export function selectedExamples(
  codec: SequenceCodec,
  pool: GuessPool,
  list: CandidateList & Pick<Examples, "weights">,
): Examples {
  const { items, candidates, weights } = list;
  const numbers = items.map((item, place) => pool.numberOf(item, candidates[place]!));
  return {
    count: items.length,
    sources: rowsOf(codec.encodeSources(pool.matrices), codec.sourceLength, items),
    targets: rowsOf(pool.symbols, codec.targetLength, numbers),
    ...(weights && { weights }),
  };
}

/** Rows of `[n, width]`, in the order asked for. */
function rowsOf(values: Int32Array, width: number, rows: Uint32Array): Int32Array {
  const picked = new Int32Array(rows.length * width);
  rows.forEach(
    (row, place) => void picked.set(values.subarray(row * width, (row + 1) * width), place * width),
  );
  return picked;
}
