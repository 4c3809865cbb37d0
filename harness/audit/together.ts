import { tolerance } from "../intake/index.ts";
import type { ResultRecord, StoredRecord } from "../record/index.ts";
import { deviation, mean } from "../statistics/index.ts";
import type { Task, Tier } from "../task/index.ts";
import type { Grade, Observation } from "./contract.ts";
import { roundsOf } from "./shape.ts";

/** Findings that only several records of one task, tier and season together give. */
export function doubtsTogether(
  stored: readonly StoredRecord[],
  task: Task,
  tier: Tier,
): readonly Observation[] {
  return [...generatorFindings(stored), ...poolFindings(stored), ...tooGood(stored, task, tier)];
}

/** G0 of a seed is one model for all: a gain can be forged at either end. */
function generatorFindings(stored: readonly StoredRecord[]): readonly Observation[] {
  return outliers(stored, ({ generator }) => generator).map(({ file, grade, most }) => ({
    grade,
    where: file,
    what: `G0 of its seed is another one in most of ${most}`,
  }));
}

/** In round 1 everybody who leaves decoding alone meets one pool, but for the ceiling. */
function poolFindings(stored: readonly StoredRecord[]): readonly Observation[] {
  const plain = stored.filter(({ record }) => {
    const first = [...roundsOf(record)][0]?.round;
    return first !== undefined && first.decoding === undefined && record.strategy.control !== "ceiling";
  });
  const poolOf = (record: ResultRecord) => {
    const { pool, p } = [...roundsOf(record)][0]!.round;
    return { items: pool.items, candidates: pool.candidates, p: p ?? -1 };
  };
  return outliers(plain, poolOf).map(({ file, grade, most }) => ({
    grade,
    where: file,
    what: `the pool of its first round is another one in most of its seed's ${most}`,
  }));
}

type Numbers = Readonly<Record<string, number>>;

interface Outlier {
  readonly file: string;
  readonly grade: Grade;
  /** Among how many records, of which kind, and in which numbers. */
  readonly most: string;
}

/**
 * Records whose numbers are not those of most records of the same seed. That is wrong among those of one device and one set of vector
 * extensions, which compute the same bits (docs/records.md). Another kind of processor rounds otherwise, and a training makes that into another model: that can be.
 */
function outliers(stored: readonly StoredRecord[], numbersOf: (record: ResultRecord) => Numbers): Outlier[] {
  return [...Map.groupBy(stored, ({ record }) => record.cell.seed).values()].flatMap((seed) => {
    const all = seed.map(({ file, record }) => ({ file, kind: kindOf(record), numbers: numbersOf(record) }));
    const kinds = Map.groupBy(all, ({ kind }) => kind);
    return all.flatMap(({ file, kind, numbers }): readonly Outlier[] => {
      const own = kinds.get(kind)!;
      const unlikeOwn = namesUnlike(numbers, own);
      const unlikeAll = namesUnlike(numbers, all);
      if (unlikeOwn !== "") return [{ file, grade: "wrong", most: `${own.length} records (${unlikeOwn})` }];
      if (unlikeAll === "") return [];
      const most = `${all.length} records (${unlikeAll}), on processors with other vector extensions`;
      return [{ file, grade: "doubtful", most }];
    });
  });
}

/** What computes the same bits: a device, and the vector extensions of its processor. */
function kindOf({ provenance: { device, instructions } }: ResultRecord): string {
  return JSON.stringify([device, instructions]);
}

/** Names of the numbers that most of some records have otherwise. */
function namesUnlike(numbers: Numbers, some: readonly { readonly numbers: Numbers }[]): string {
  const isUsual = ([name, value]: readonly [string, number]) =>
    2 * some.filter((one) => isNear(one.numbers[name], value)).length >= some.length;
  const unlike = Object.entries(numbers).filter((entry) => !isUsual(entry));
  return unlike.map(([name]) => name).join(", ");
}

function isNear(first: number | undefined, second: number): boolean {
  if (first === undefined) return false;
  return Math.abs(first - second) <= tolerance * Math.max(1, Math.abs(first), Math.abs(second));
}

/** So many standard deviations of the ceiling's gain over seeds above its mean: what chance alone hardly does. */
const deviations = 5;
const fewestSeeds = 3;

/** Gains that true labels themselves do not reach. */
function tooGood(stored: readonly StoredRecord[], task: Task, { frozen }: Tier): readonly Observation[] {
  const { metric } = task.file.frozen;
  const gains = (chosen: readonly StoredRecord[], place: string) =>
    chosen.flatMap(({ file, record }) => {
      const found = [...roundsOf(record)].find(({ name }) => name === place);
      const [start, end] = [record.generator[metric], found?.round.metrics[metric]];
      return start === undefined || end === undefined ? [] : [{ file, gain: end - start }];
    });
  const ceiling = stored.filter(({ record }) => record.strategy.control === "ceiling");
  const others = stored.filter(({ record }) => record.strategy.control === null);
  const places = frozen.regimes.flatMap((regime) =>
    Array.from({ length: frozen.rounds }, (_, round) => `${regime}, round ${round + 1}`),
  );
  return places.flatMap((place) => {
    const known = gains(ceiling, place).map(({ gain }) => gain);
    if (known.length < fewestSeeds) return [];
    const usual = mean(known);
    const most = usual + deviations * deviation(known);
    return gains(others, place)
      .filter(({ gain }) => gain > most)
      .map(({ file, gain }) => ({
        grade: "doubtful" as const,
        where: file,
        what: `${place}: gains ${gain.toFixed(4)}, where true labels gain ${usual.toFixed(4)} and ${most.toFixed(4)} is as good as never seen`,
      }));
  });
}
