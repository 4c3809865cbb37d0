import { BenchError } from "../errors/index.ts";
import type { CandidateList, PoolItem, Selection, VerifierName } from "../task/index.ts";
import { candidatesOf, pick, selectionOf } from "./candidates.ts";
import type { Rule, RuleInput } from "./rule.ts";

/** Scores of candidates, in their order. */
export type CandidateScorer = (input: RuleInput, list: CandidateList) => Float64Array | Promise<Float64Array>;

/** Who scores: a verifier, the generator itself by its log-probability per token, or anything else. */
export type ScoreSource = VerifierName | "self" | CandidateScorer;

/** Plain versions of the obvious strategies, by name: what tasks are calibrated and replications made with. */
export const rules = {
  random: {
    select: (input) => fromEach(input, (item) => input.random.integer(input.pool.candidatesOf(item))),
  },
  "keep all": { everything: true, select: async ({ pool }) => selectionOf(candidatesOf(pool)) },
  clean: { truth: true, select: (input) => fromEach(input, () => 0) },
  "all clean": {
    truth: true,
    everything: true,
    select: async ({ pool }) => selectionOf(candidatesOf(pool)),
  },
  greedy: { select: (input) => fromEach(input, () => 0) },
  "all greedy": { everything: true, select: (input) => fromEach(input, () => 0) },
  "oracle, right": above("oracle", 0.5),
  "oracle, first right": above("oracle", 0.5, "first"),
  "greedy, right": above("oracle", 0.5, "greedy"),
  "noisy 0.3, right": above(({ ask }, list) => ask("noisy", list, 0.3), 0.5),
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
export const ruleNames = Object.keys(rules) as readonly RuleName[];

/** The rule of a name that a file says. Throws `BenchError` for one that there is none of. */
export function ruleNamed(name: string, where: string): Rule {
  const known = ruleNames.find((rule) => rule === name);
  if (known !== undefined) return rules[known];
  throw new BenchError(`there is no rule "${name}"`, {
    code: "rule-unknown",
    blame: "task",
    where,
    expected: ruleNames.join("; "),
    mend: "Name one of these.",
  });
}

/** One candidate each of random items, until enough are kept. */
async function fromEach(
  { pool, keep, random }: RuleInput,
  choose: (item: number) => number,
): Promise<Selection> {
  const items = random.sample(pool.items, pool.items).slice(0, keep);
  return selectionOf({ items, candidates: Uint32Array.from(items, choose) });
}

/** Of each item's candidates that are scored above a bound a random one, or the first, or the greedy one; items without are skipped. */
function above(judge: ScoreSource, bound: number, which: "any" | "first" | "greedy" = "any"): Rule {
  return {
    async select(input) {
      const { pool, keep, random } = input;
      const every = candidatesOf(pool);
      const firsts = [...every.candidates.keys()].filter((place) => every.candidates[place] === 0);
      const asked = which === "greedy" ? pick(every, firsts) : every;
      const scores = await scoresOf(input, judge, asked);
      const passing = new Map<number, number[]>();
      for (const [place, item] of asked.items.entries())
        if (scores[place]! > bound)
          passing.set(item, [...(passing.get(item) ?? []), asked.candidates[place]!]);
      const items = random
        .sample(pool.items, pool.items)
        .filter((item) => passing.has(item))
        .slice(0, keep);
      const candidates = Uint32Array.from(items, (item) => {
        const right = passing.get(item)!;
        return right[which === "any" ? random.integer(right.length) : 0]!;
      });
      return selectionOf({ items, candidates });
    },
  };
}

/** Of each of random items the candidate with the highest score; among equals the first. */
function bestOfEach(judge: ScoreSource): Rule {
  return {
    async select(input) {
      const { pool, keep, random } = input;
      const asked = candidatesOf(pool, random.sample(pool.items, pool.items).slice(0, keep));
      return selectionOf(pick(asked, bestPlaces(asked, await scoresOf(input, judge, asked))));
    },
  };
}

/** Each item's candidate with the highest score, and of these the highest. */
export function highest(judge: ScoreSource): Rule {
  return {
    async select(input) {
      const all = candidatesOf(input.pool);
      const scores = await scoresOf(input, judge, all);
      const best = bestPlaces(all, scores).sort((a, b) => scores[b]! - scores[a]! || a - b);
      return selectionOf(pick(all, best.slice(0, input.keep)));
    },
  };
}

function scoresOf(input: RuleInput, judge: ScoreSource, list: CandidateList): ReturnType<CandidateScorer> {
  if (typeof judge === "function") return judge(input, list);
  return judge === "self" ? ownScores(input, list) : input.ask(judge, list);
}

function ownScores({ pool }: RuleInput, { items, candidates }: CandidateList): Float64Array {
  let read = { number: -1, item: { candidates: [] } as Pick<PoolItem, "candidates"> };
  return Float64Array.from(items, (number, place) => {
    if (number !== read.number) read = { number, item: pool.item(number) };
    const { logprob, tokens } = read.item.candidates[candidates[place]!]!;
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
