import type { RandomStream } from "../../../harness/random/index.ts";
import { CLUB_NAMES, FIRMS, type Firm, UNIVERSITIES } from "./lexicon/organisations.ts";
import { MEN, SURNAMES, WOMEN } from "./lexicon/people.ts";
import { RIVERS, ROADS, TOWNS, type Town } from "./lexicon/places.ts";

/** Somebody in the news. */
export interface Person {
  readonly name: string;
  readonly last: string;
  readonly woman: boolean;
}

/** One article's source of choices; names are not repeated within an article. */
export interface Desk {
  /** True with probability `share`. */
  chance(share: number): boolean;
  /** Whole number, both ends included. */
  between(low: number, high: number): number;
  pick<T>(choices: readonly T[]): T;
  /** One of several wordings. */
  say(...wordings: string[]): string;
  /** A new person; a woman or a man where the story needs one. */
  person(woman?: boolean): Person;
  town(): Town;
  /** A town outside the capital. */
  countryTown(): Town;
  firm(): Firm;
  /** The football club of a town; always the same for the same town. */
  club(town: Town): string;
  university(): string;
  road(): string;
  river(): string;
  /** A day of the week. */
  day(): string;
  /** A day from Monday to Friday. */
  workday(): string;
  /** A time of day that can follow a verb. */
  hour(): string;
}

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const COUNTRY_TOWNS = TOWNS.filter(({ region }) => region !== "the capital");
const WORKDAYS = DAYS.slice(0, 5);

/** A desk that draws the event from `stream` and its wording from `wording`, so that one event can be told in several ways. */
export function deskOf(stream: RandomStream, wording: RandomStream): Desk {
  const used = new Set<unknown>();
  const between = (low: number, high: number) => low + stream.integer(high - low + 1);
  const pick = <T>(choices: readonly T[]): T => choices[stream.integer(choices.length)]!;

  function fresh<T>(choices: readonly T[]): T {
    for (;;) {
      const choice = pick(choices);
      if (used.has(choice)) continue;
      used.add(choice);
      return choice;
    }
  }

  function person(wanted?: boolean): Person {
    const woman = wanted ?? stream.uniform() < 0.5;
    const last = fresh(SURNAMES);
    return { name: `${pick(woman ? WOMEN : MEN)} ${last}`, last, woman };
  }

  function hour(): string {
    const half = stream.uniform() < 0.5 ? "am" : "pm";
    const clock = `${between(1, 11)}${half}`;
    return pick([`at about ${clock}`, `shortly before ${clock}`, `just after ${clock}`, `around ${clock}`]);
  }

  return {
    chance: (share) => stream.uniform() < share,
    between,
    pick,
    say: (...wordings) => wordings[wording.integer(wordings.length)]!,
    person,
    town: () => fresh(TOWNS),
    countryTown: () => fresh(COUNTRY_TOWNS),
    firm: () => fresh(FIRMS),
    club: (town) => `${town.name} ${CLUB_NAMES[TOWNS.indexOf(town) % CLUB_NAMES.length]}`,
    university: () => fresh(UNIVERSITIES),
    road: () => fresh(ROADS),
    river: () => fresh(RIVERS),
    day: () => fresh(DAYS),
    workday: () => fresh(WORKDAYS),
    hour,
  };
}
