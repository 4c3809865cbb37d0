import type { RandomStream } from "../../../harness/random/index.ts";
import type { Desk } from "./desk.ts";
import { FIRMS } from "./lexicon/organisations.ts";
import { SURNAMES } from "./lexicon/people.ts";
import { TOWNS } from "./lexicon/places.ts";
import type { Reporter } from "./telling.ts";

/** An event as it is told when one of the choices behind it was another. */
interface Told {
  readonly summary: string;
  /** What the desk was asked, in order. */
  readonly asked: readonly string[];
}

/**
 * The summary of an event with one fact wrong, in the same words: the event is told again and again, each time with another of its
 * choices made otherwise, until the summary shows it. Undefined when it never does.
 */
export function slippedSummary(report: Reporter, open: () => Desk, slip: RandomStream): string | undefined {
  const told = (at: number): Told => {
    const asked: string[] = [];
    return { summary: report(slippingDesk(open(), { at, slip, asked })).summary, asked };
  };
  const right = told(-1);
  const questions = right.asked.join();
  const every = Array.from({ length: tries }, () => [...right.asked.keys()]).flat();
  const places = slip.shuffle(Uint32Array.from(every));
  for (const at of places) {
    const wrong = told(at);
    // A story that goes on otherwise is another event, not a mistake about this one.
    if (wrong.summary !== right.summary && wrong.asked.join() === questions) return wrong.summary;
  }
  return undefined;
}

const countryTowns = TOWNS.filter(({ region }) => region !== "the capital");

/** Of every choice: another number may be rounded to the same. */
const tries = 4;

interface Slip {
  /** Number of the question that is answered otherwise. */
  readonly at: number;
  readonly slip: RandomStream;
  readonly asked: string[];
}

/** A desk whose answer number `at` is another one; what it draws from advances as before, so that all other answers stay. */
function slippingDesk(desk: Desk, { at, slip, asked }: Slip): Desk {
  function answer<Value>(question: string, right: Value, wrong: () => Value): Value {
    return asked.push(question) - 1 === at ? wrong() : right;
  }
  function otherThan<Value>(right: Value, choices: readonly Value[]): Value {
    const others = choices.filter((choice) => choice !== right);
    return others[slip.integer(others.length)] ?? right;
  }
  function chosen<Value>(question: string, right: Value, choices: readonly Value[]): Value {
    return answer(question, right, () => otherThan(right, choices));
  }

  return {
    ...desk,
    chance: (share) => {
      const right = desk.chance(share);
      return answer("chance", right, () => !right);
    },
    between: (low, high) => {
      const right = desk.between(low, high);
      const numbers = Array.from({ length: high - low + 1 }, (_, place) => low + place);
      return chosen("between", right, numbers);
    },
    pick: (choices) => chosen("pick", desk.pick(choices), choices),
    person: (woman) => {
      const right = desk.person(woman);
      return answer("person", right, () => {
        const last = otherThan(right.last, SURNAMES);
        return { ...right, name: right.name.replace(right.last, last), last };
      });
    },
    town: () => chosen("town", desk.town(), TOWNS),
    countryTown: () => chosen("town", desk.countryTown(), countryTowns),
    firm: () => chosen("firm", desk.firm(), FIRMS),
  };
}
