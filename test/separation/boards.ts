/**
 * How often a board tells equal entries apart, and how often different ones, by simulation: the figures of docs/scoring.md.
 * `node test/separation/boards.ts [boards]` prints the family-wise error and the power of `separate`.
 */
import { type RandomStream, randomStream } from "../../harness/random/index.ts";
import { type SeedValues, separate } from "../../harness/separation/index.ts";

/** Standard deviations of the entries of a board; 1 in the geometric mean. */
export const spreads = {
  alike: (entries: number) => new Array<number>(entries).fill(1),
  /** Evenly in the logarithm, the largest nine times the smallest, as on the mixture's boards. */
  ninefold: (entries: number) =>
    Array.from({ length: entries }, (_, place) => 9 ** (place / (entries - 1) - 0.5)),
  /** Two are five times as noisy as all others. */
  two: (entries: number) => Array.from({ length: entries }, (_, place) => (place < 2 ? 5 : 1)),
} satisfies Record<string, (entries: number) => readonly number[]>;
export type Spread = keyof typeof spreads;

export interface BoardErrors {
  /** Share of boards of equal entries on which any two were separated. */
  readonly family: number;
  /** Share of the pairs that differ by `gap` deviations which were separated. */
  readonly power: number;
}

/** Simulates boards of normal scores with a shared effect of the seed, half of the entries `gap` deviations better. */
export function boardErrors(
  shape: { readonly entries: number; readonly seeds: number; readonly spread: Spread; readonly gap: number },
  boards: number,
): BoardErrors {
  const { entries, seeds, spread, gap } = shape;
  const stream = randomStream("boards", entries, seeds, spread);
  const deviations = spreads[spread](entries);
  let wrong = 0;
  let found = 0;
  for (let board = 0; board < boards; board++) {
    const equal = draw(stream, deviations, seeds, () => 0);
    if (separatedPairs(equal, () => true) > 0) wrong++;
    const halves = draw(stream, deviations, seeds, (entry) => (entry % 2) * gap);
    found += separatedPairs(halves, (first, second) => (first + second) % 2 === 1);
  }
  const different = Math.floor(entries / 2) * Math.ceil(entries / 2);
  return { family: wrong / boards, power: found / boards / different };
}

function draw(
  stream: RandomStream,
  deviations: readonly number[],
  seeds: number,
  shift: (entry: number) => number,
): readonly SeedValues[] {
  const effects = Array.from({ length: seeds }, () => stream.normal());
  return deviations.map(
    (deviation, entry) =>
      new Map(effects.map((effect, seed) => [seed, effect + shift(entry) + deviation * stream.normal()])),
  );
}

function separatedPairs(
  members: readonly SeedValues[],
  isAsked: (first: number, second: number) => boolean,
): number {
  const { isSeparated } = separate(members);
  let count = 0;
  for (let first = 0; first < members.length; first++)
    for (let second = first + 1; second < members.length; second++)
      if (isAsked(first, second) && isSeparated(first, second)) count++;
  return count;
}

if (import.meta.main) {
  const boards = Number(process.argv[2] ?? 1000);
  console.log(
    "| entries | seeds | spread | family-wise error, % | power at 1, 2, 4 deviations, % |\n|---|---|---|---|---|",
  );
  for (const entries of [8, 16, 64])
    for (const seeds of [5, 10, 20])
      for (const spread of Object.keys(spreads) as Spread[]) {
        const count = entries === 64 ? Math.ceil(boards / 4) : boards;
        const found = [1, 2, 4].map((gap) => boardErrors({ entries, seeds, spread, gap }, count));
        const percent = (share: number) => (100 * share).toFixed(1);
        const power = found.map((one) => percent(one.power)).join(", ");
        console.log(`| ${entries} | ${seeds} | ${spread} | ${percent(found[0]!.family)} | ${power} |`);
      }
}
