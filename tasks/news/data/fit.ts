import { BenchError } from "../../../harness/errors/index.ts";
import type { Sight } from "../rouge/index.ts";
import type { CorpusInfo } from "./store.ts";
import { readInfo } from "./store.ts";

/**
 * Pairs below which a corpus is not run: README.md has the measurement. Below it a board's floor and ceiling come in any
 * order.
 */
export const fewestPairsToRun = 200;

/** Share of a corpus that the metric may count little or nothing of. */
const mostUnseen = 0.5;

/** Summaries by how much of them the metric counts. */
export type Sights = Readonly<Record<Sight, number>>;

/** The hash of a stored corpus that is fit to be run. Throws `corpus-unknown`, `corpus-damaged`, `corpus-too-few`, `corpus-unseen`. */
export async function fitCorpusHash(dataDir: string, name: string): Promise<string> {
  const info = await readInfo(dataDir, name);
  refuseSmall(info);
  if (info.unseen !== undefined)
    refuseUnseen(name, { enough: info.pairs - info.unseen, little: info.unseen, nothing: 0 });
  return info.sha256;
}

/** Throws `corpus-unseen` where the metric counts little or nothing of most summaries. */
export function refuseUnseen(name: string, { enough, little, nothing }: Sights): void {
  const unseen = little + nothing;
  const all = enough + unseen;
  if (unseen <= mostUnseen * all) return;
  throw new BenchError(`the metric is void on the corpus "${name}"`, {
    code: "corpus-unseen",
    blame: "usage",
    where: "--corpus",
    expected:
      "summaries in Latin letters: ROUGE counts a to z and 0 to 9 and nothing else, as the reference scorer does",
    received: `${unseen} of ${all} summaries of which it counts less than half of the letters`,
    mend: "Run on a corpus in a Latin script; `rouge --tokenizer unicode` scores texts of others, outside the benchmark.",
  });
}

function refuseSmall({ name, pairs }: CorpusInfo): void {
  if (pairs >= fewestPairsToRun) return;
  throw new BenchError(`the corpus "${name}" is too small to be run`, {
    code: "corpus-too-few",
    blame: "usage",
    where: "--corpus",
    expected: `at least ${fewestPairsToRun} pairs: with fewer the controls come in any order, and scores mean nothing`,
    received: String(pairs),
    mend: "Import a larger corpus.",
  });
}
