import type { ScoredEntry, ScoredView } from "../../../harness/board/index.ts";

/** What a board says in words: who leads, whether that is real, who has collapsed, and what comes without feedback. */
export interface BoardVerdict {
  /** The best entry that is no control. */
  readonly leader: ScoredEntry;
  /** Other entries that share a letter with it: not told apart. */
  readonly peers: readonly ScoredEntry[];
  /** How many entries are no controls. */
  readonly entrants: number;
  /** Of those, the ones told to be above and below G0. */
  readonly gained: readonly ScoredEntry[];
  readonly collapsed: readonly ScoredEntry[];
  /** Controls told to be below G0. */
  readonly collapsedControls: readonly ScoredEntry[];
  /** The best entry that spends no feedback; undefined when there is none, or when it leads. */
  readonly free: ScoredEntry | undefined;
}

/** The verdict of a board; undefined while it has nothing but controls. */
export function verdictOf({ entries }: Pick<ScoredView, "entries">): BoardVerdict | undefined {
  const entrants = entries.filter(({ rank }) => rank !== null);
  const [leader, ...others] = entrants;
  if (leader === undefined) return undefined;
  const free = entrants.find(isFree);
  return {
    leader,
    peers: others.filter(({ letters }) => letters.some((letter) => leader.letters.includes(letter))),
    entrants: entrants.length,
    gained: entrants.filter(({ verdict }) => verdict === "gained"),
    collapsed: entrants.filter(({ verdict }) => verdict === "collapsed"),
    collapsedControls: entries.filter(({ control, verdict }) => control !== null && verdict === "collapsed"),
    free: free === leader ? undefined : free,
  };
}

function isFree({ feedback }: ScoredEntry): boolean {
  return Object.values(feedback).every((scored) => scored === 0);
}
