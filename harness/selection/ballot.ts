import type { Selection } from "../task/index.ts";
import { StrategyFailure } from "./failure.ts";
import type { Roster } from "./roster.ts";

/** The selection as it comes in, `select` by `select`. */
export interface Ballot {
  /** Throws `StrategyFailure` for unknown and repeated pairs, and past the budget. */
  add(pairs: Selection): void;
  /** Throws `StrategyFailure` when nothing was kept. */
  close(): Selection;
}

/** Opens a ballot that takes up to `keep` candidates. */
export function openBallot(roster: Roster, keep: number): Ballot {
  const room = Math.min(keep, roster.size);
  const items = new Uint32Array(room);
  const candidates = new Uint32Array(room);
  const weights = new Float64Array(room);
  const kept = new Uint8Array(roster.size);
  let count = 0;

  function add(pairs: Selection): void {
    roster.numbersOf(pairs).forEach((number, place) => {
      if (kept[number] === 1) throw repeatedPair(pairs.items[place]!, pairs.candidates[place]!);
      kept[number] = 1;
    });
    if (count + pairs.items.length > room) throw overKeepBudget(keep, count + pairs.items.length);
    items.set(pairs.items, count);
    candidates.set(pairs.candidates, count);
    weights.set(pairs.weights, count);
    count += pairs.items.length;
  }

  function close(): Selection {
    if (count === 0) throw emptySelection();
    return {
      items: items.slice(0, count),
      candidates: candidates.slice(0, count),
      weights: weights.slice(0, count),
    };
  }

  return { add, close };
}

function repeatedPair(item: number, candidate: number): StrategyFailure {
  return new StrategyFailure("repeated-pair", "selects a candidate twice", {
    received: `candidate ${candidate} of item ${item} again`,
    mend: "Select each candidate once, and use its weight to count it more.",
  });
}

function overKeepBudget(keep: number, selected: number): StrategyFailure {
  return new StrategyFailure("over-keep-budget", "selects more candidates than the budget allows", {
    expected: `at most ${keep} in one round`,
    received: `${selected} so far`,
    mend: "Select at most `hello.budget.keep` candidates.",
  });
}

function emptySelection(): StrategyFailure {
  return new StrategyFailure("empty-selection", "selected nothing, so there is nothing to train on", {
    mend: "Select at least one candidate before `done`.",
  });
}
