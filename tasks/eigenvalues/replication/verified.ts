import { drawMatrices, type Matrices } from "../matrices/index.ts";
import { GuessPool } from "../pool.ts";
import type { Examples } from "../training.ts";
import type { ReplicationSetting } from "./settings.ts";
import type { Measures, Study } from "./study.ts";

/** Greedy guesses for fresh matrices, one each. */
async function greedyPool({ world, generator }: Study, matrices: Matrices): Promise<GuessPool> {
  const sources = world.laboratory.codec.encodeSources(matrices);
  return new GuessPool(
    matrices,
    world.reading,
    await world.laboratory.decode(generator, sources, { kind: "greedy" }),
  );
}

/**
 * A student of verified guesses (the paper's Figure 4): greedy guesses that are right, and wrong ones with chance `error`, so φ = 1,
 * ψ = `error` and p⋆ = 1/(1 + `error`). Fresh matrices are drawn until `keep` guesses are kept.
 */
export async function verifiedStudent(
  study: Study,
  error: number,
  { noisy }: ReplicationSetting,
): Promise<Measures> {
  const { world, seed } = study;
  const random = world.luck({ round: 0 }).split("verified", seed);
  const { codec } = world.laboratory;
  const sources = new Int32Array(noisy.keep * codec.sourceLength);
  const targets = new Int32Array(noisy.keep * codec.targetLength);
  let kept = 0;
  for (let piece = 0; kept < noisy.keep; piece++) {
    const matrices = drawMatrices(random.split("inputs", piece), world.setting.matrices, world.setting.pool);
    const pool = await greedyPool(study, matrices);
    const all = codec.encodeSources(matrices);
    const luck = random.split("errors", piece);
    for (let item = 0; item < pool.items && kept < noisy.keep; item++) {
      // Drawn for right guesses too, so that a higher error keeps all that a lower one does.
      const isKeptWrong = luck.uniform() < error;
      if (!pool.isCorrect(item, 0) && !isKeptWrong) continue;
      sources.set(
        all.subarray(item * codec.sourceLength, (item + 1) * codec.sourceLength),
        kept * codec.sourceLength,
      );
      const guess = pool.symbols.subarray(item * codec.targetLength, (item + 1) * codec.targetLength);
      targets.set(guess, kept * codec.targetLength);
      kept++;
    }
  }
  return study.student("verified", { count: kept, sources, targets });
}

/** A student of greedy guesses for that many fresh matrices, none of them verified. */
export async function unverifiedStudent(study: Study, count: number): Promise<Measures> {
  const { world } = study;
  const random = world.luck({ round: 0 }).split("unverified");
  const matrices = drawMatrices(random, world.setting.matrices, count);
  const pool = await greedyPool(study, matrices);
  const examples: Examples = {
    count,
    sources: world.laboratory.codec.encodeSources(matrices),
    targets: pool.symbols,
  };
  return study.student("unverified", examples);
}
