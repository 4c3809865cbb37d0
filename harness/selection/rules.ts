import type { CandidateList, Pool, Selection, VerifierName } from "../task/index.ts";
import type { Rule, RuleInput } from "./rule.ts";

/** Who scores: a verifier, or the generator itself by its log-probability per token. */
export type Judge = VerifierName | "self";

/** Plain versions of the obvious strategies, by name: what tasks are calibrated and replications made with. */
export const rules = {
  random: {
    select: (input) => fromEach(input, (item) => input.random.integer(input.pool.candidatesOf(item))),
  },
  "keep all": { everything: true, select: async ({ pool }) => selectionOf(candidatesOf(pool)) },
  clean: { truth: true, select: (input) => fromEach(input, () => 0) },
  greedy: { select: (input) => fromEach(input, () => 0) },
  "all greedy": { everything: true, select: (input) => fromEach(input, () => 0) },
  "oracle, right": above("oracle", 0.5),
  "noisy 0.3, right": above("noisy", 0.5, 0.3),
  "oracle, best of k": bestOfEach("oracle"),
  "strong, best of k": bestOfEach("strong"),
  "weak, best of k": bestOfEach("weak"),
  "oracle, highest": highest("oracle"),
  "self, highest": highest("self"),
  "strong, highest": highest("strong"),
  "weak, highest": highest("weak"),
  "strong, likely": above("strong", Math.log(0.5)),
  "weak, likely": above("weak", Math.log(0.5)),
} as const satisfies Readonly<Record<string, Rule>>;
export type RuleName = keyof typeof rules;

/** One candidate each of random items, until enough are kept. */
async function fromEach(
  { pool, keep, random }: RuleInput,
  choose: (item: number) => number,
): Promise<Selection> {
  const items = random.sample(pool.items, pool.items).slice(0, keep);
  return selectionOf({ items, candidates: Uint32Array.from(items, choose) });
}

/** A random one of each item's candidates that a verifier scores above a bound; items without one are skipped. */
function above(judge: Judge, bound: number, error?: number): Rule {
  return {
    async select(input) {
      const { pool, keep, random } = input;
      const all = candidatesOf(pool);
      const scores = await scoresOf(input, judge, all, error);
      const passing = Map.groupBy(all.items.keys(), (place) =>
        scores[place]! > bound ? all.items[place]! : -1,
      );
      passing.delete(-1);
      const items = random
        .sample(pool.items, pool.items)
        .filter((item) => passing.has(item))
        .slice(0, keep);
      const candidates = Uint32Array.from(items, (item) => {
        const places = passing.get(item)!;
        return all.candidates[places[random.integer(places.length)]!]!;
      });
      return selectionOf({ items, candidates });
    },
  };
}

/** Of each of random items the candidate with the highest score; among equals the first. */
function bestOfEach(judge: Judge): Rule {
  return {
    async select(input) {
      const { pool, keep, random } = input;
      const asked = candidatesOf(pool, random.sample(pool.items, pool.items).slice(0, keep));
      return selectionOf(pick(asked, bestPlaces(asked, await scoresOf(input, judge, asked))));
    },
  };
}

/** Each item's candidate with the highest score, and of these the highest. */
export function highest(judge: Judge): Rule {
  return {
    async select(input) {
      const all = candidatesOf(input.pool);
      const scores = await scoresOf(input, judge, all);
      const best = bestPlaces(all, scores).sort((a, b) => scores[b]! - scores[a]! || a - b);
      return selectionOf(pick(all, best.slice(0, input.keep)));
    },
  };
}

function scoresOf(
  { pool, ask }: RuleInput,
  judge: Judge,
  list: CandidateList,
  error?: number,
): Promise<Float64Array> | Float64Array {
  if (judge !== "self") return ask(judge, list, error);
  return Float64Array.from(list.items, (item, place) => {
    const { logprob, tokens } = pool.item(item).candidates[list.candidates[place]!]!;
    return logprob / Math.max(1, tokens);
  });
}

/** Of each item in a list its place with the highest score, in the list's order of items. */
function bestPlaces({ items }: CandidateList, scores: Float64Array): number[] {
  const best = new Map<number, number>();
  for (const [place, item] of items.entries()) {
    const known = best.get(item);
    if (known === undefined || scores[place]! > scores[known]!) best.set(item, place);
  }
  return [...best.values()];
}

/** Every candidate of some items, by default of all. */
export function candidatesOf(pool: Pool, items?: Uint32Array): CandidateList {
  const chosen = items ?? Uint32Array.from({ length: pool.items }, (_, item) => item);
  const pairs = [...chosen].flatMap((item) =>
    Array.from({ length: pool.candidatesOf(item) }, (_, candidate) => [item, candidate] as const),
  );
  return {
    items: Uint32Array.from(pairs, ([item]) => item),
    candidates: Uint32Array.from(pairs, ([, candidate]) => candidate),
  };
}

function pick({ items, candidates }: CandidateList, places: readonly number[]): CandidateList {
  return {
    items: Uint32Array.from(places, (place) => items[place]!),
    candidates: Uint32Array.from(places, (place) => candidates[place]!),
  };
}

/** Candidates, each with weight 1. */
export function selectionOf(list: CandidateList): Selection {
  return { ...list, weights: new Float64Array(list.items.length).fill(1) };
}
