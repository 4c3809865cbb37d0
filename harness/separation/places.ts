import { letterGroups, letterName, tiesBut } from "./letters.ts";
import type { Prior } from "./moderation.ts";
import { type SeedValues, type Separation, separate } from "./pairs.ts";

/** Names how members are compared: raised with every change of what comes out, so that nothing is believed that an earlier way said. */
export const comparisonName = "comparison 1";

/** Places from best to worst that the comparisons leave open, among ranked entries. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
}

/** On which side of its generator an entry is, as far as the whole board's comparisons tell. */
export type Verdict = "gained" | "collapsed" | "undecided";

/** What a board must know of an entry to place it. */
export interface Member {
  /** Gains over G0, by seed. */
  readonly gains: SeedValues;
  /** Their mean. */
  readonly mean: number;
  /** Controls are compared and have no rank. */
  readonly isRanked: boolean;
}

/** Where an entry stands among others. */
export interface BoardPlace {
  readonly verdict: Verdict;
  /** Null for whoever is not ranked. */
  readonly rank: RankInterval | null;
  /** Those that share a letter are not told apart, and any two that share none are. */
  readonly letters: readonly string[];
}

export interface BoardPlaces {
  /** In the members' order. */
  readonly members: readonly BoardPlace[];
  readonly generator: Pick<BoardPlace, "letters">;
  /** What all pairs know of a difference's variance; null where they know nothing. */
  readonly prior: Prior | null;
}

/** Compares members, best first, with each other and with G0, whose gain is 0 on every seed. */
export function placesOf(members: readonly Member[]): BoardPlaces {
  const separation = separate([...members.map(({ gains }) => gains), generatorOf(members)]);
  const ranks = ranksOf(members, separation);
  const letters = lettersOf(members, separation);
  return {
    members: members.map(({ mean }, place) => ({
      verdict: verdictOf(mean, separation.isSeparated(place, members.length)),
      rank: ranks[place]!,
      letters: letters[place]!,
    })),
    generator: { letters: letters[members.length]! },
    prior: separation.prior ?? null,
  };
}

function generatorOf(members: readonly Member[]): SeedValues {
  const seeds = new Set<number>();
  for (const { gains } of members) for (const seed of gains.keys()) seeds.add(seed);
  return new Map([...seeds].map((seed) => [seed, 0]));
}

function verdictOf(mean: number, isSeparated: boolean): Verdict {
  if (!isSeparated) return "undecided";
  return mean > 0 ? "gained" : "collapsed";
}

/** From 1 + the ranked members that are better to N − those that are worse. */
function ranksOf(
  members: readonly Member[],
  { eachSeparated }: Separation,
): readonly (RankInterval | null)[] {
  // G0, after the last, is not ranked.
  const isRanked = Uint8Array.from([...members.map((member) => Number(member.isRanked)), 0]);
  const better = new Uint32Array(members.length);
  const worse = new Uint32Array(members.length);
  eachSeparated((first, second, isFirstAbove) => {
    if (isRanked[first] === 0 || isRanked[second] === 0) return;
    worse[isFirstAbove ? first : second]!++;
    better[isFirstAbove ? second : first]!++;
  });
  const ranked = members.filter((member) => member.isRanked).length;
  return members.map((member, place) =>
    member.isRanked ? { low: 1 + better[place]!, high: ranked - worse[place]! } : null,
  );
}

/** Letters of each member in their order, and of G0 at the end; a is the group that begins with the best. */
function lettersOf(
  members: readonly Member[],
  { eachSeparated }: Separation,
): readonly (readonly string[])[] {
  const generator = members.length;
  const above = members.filter(({ mean }) => mean > 0).length;
  // G0 stands where its gain of 0 belongs, so that letters run down the board.
  const order = [...members.keys()].toSpliced(above, 0, generator);
  const places = new Uint32Array(order.length);
  for (const [place, member] of order.entries()) places[member] = place;
  const tied = tiesBut(order.length, (separate) =>
    eachSeparated((first, second) => separate(places[first]!, places[second]!)),
  );
  const letters = order.map(() => [] as string[]);
  for (const [group, members] of letterGroups(tied).entries())
    for (const member of members) letters[order[member]!]!.push(letterName(group));
  return letters;
}
