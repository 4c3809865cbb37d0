import type { Desk } from "../desk.ts";
import { an, capital, count, figure, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const LOOT = [
  ["gold rings and necklaces", "jewellery", "a jeweller's window", "jewellery shop"],
  ["tins of rare stamps", "stamps", "the strongroom of a dealer", "stamp dealer"],
  ["racing bicycles", "bicycles", "a team's trailer", "cycling team"],
  ["copper cable", "metal", "a railway depot", "railway depot"],
  ["paintings cut from their frames", "art", "a country house", "country house"],
  ["bottles of old whisky", "whisky", "a distillery cellar", "distillery"],
  ["telescopes and cameras", "equipment", "an observatory", "observatory"],
  ["beehives with their bees", "beehives", "an orchard", "orchard"],
  ["prize bulls", "cattle", "an agricultural show", "farm show"],
] as const;

/** A burglary and the hunt for those who did it. */
export function theft(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [goods, short, where, victim] = d.pick(LOOT);
  const [men, women] = [d.between(1, 4), d.between(0, 2)];
  const gang = men + women;
  const value = d.between(21, 98) * 1000;
  const caught = d.chance(0.4);
  const [officer, owner, day, hour] = [d.person(), d.person(), d.day(), d.hour()];
  const age = d.between(31, 61);
  const suspects =
    women === 0
      ? `${count(men)} ${men === 1 ? "man" : "men"}`
      : `${count(men)} ${men === 1 ? "man" : "men"} and ${count(women)} ${women === 1 ? "woman" : "women"}`;

  return {
    lead: d.say(
      `An alarm sounded in ${town} ${hour} on ${day}, but by the time officers came the place was empty.`,
      `Tyre tracks and a broken lock were all that detectives found in ${town} on ${day}.`,
      `Detectives in ${town} have spent the week studying pictures from ${d.between(11, 48)} cameras.`,
    ),
    facts: [
      d.say(
        `${capital(goods)} worth ${figure(value)} crowns had vanished from ${where}.`,
        `Missing from ${where} were ${goods} valued at ${figure(value)} crowns.`,
      ),
      caught
        ? held()
        : d.say(
            `Footage shows ${suspects} in dark clothes.`,
            `A passer-by saw ${suspects} loading a trailer.`,
          ),
    ],
    colour: [
      d.say(
        `"They knew exactly what they wanted," said Detective ${officer.name}.`,
        `Detective ${officer.name} asked anyone who was on the ${d.road()} to get in touch.`,
      ),
      d.say(
        `${owner.name}, the owner, has offered a reward of ${d.between(2, 9)},000 crowns.`,
        `"It is the memories that hurt," said ${owner.name}, the owner.`,
      ),
      d.say(
        `A guard had gone off duty ${d.between(15, 55)} minutes before.`,
        `A dog was found asleep; a vet thinks it was drugged.`,
        `A white van was found burnt out near ${d.town().name}.`,
      ),
      d.say(
        `In ${d.between(2004, 2021)} thieves took ${count(d.between(2, 19))} tractors from ${d.town().name}.`,
        `Burglaries in the district fell by ${d.between(4, 19)}% last year.`,
      ),
      d.say(
        `Insurers have sent an assessor.`,
        `The site will reopen on ${d.day()}.`,
        "Locks have been changed.",
      ),
    ],
    summary: caught
      ? d.say(
          `${people(gang)} been arrested over the theft of ${short} worth ${rounded(value)} crowns in ${region}.`,
          `Police have arrested ${count(gang)} ${gang === 1 ? "person" : "people"} over the theft of ${short} worth ${rounded(value)} crowns from ${an(victim)}.`,
        )
      : d.say(
          `Police are hunting ${gang === 1 ? "a thief" : `a gang of ${count(gang)}`} who stole ${short} worth ${rounded(value)} crowns from ${an(victim)}.`,
          `${capital(gang === 1 ? "a thief has" : `${count(gang)} thieves have`)} stolen ${short} worth ${rounded(value)} crowns from ${an(victim)} in ${region}.`,
        ),
  };

  function held(): string {
    if (gang === 1)
      return d.say(
        `A man of ${age} is being held for questioning.`,
        `Officers have since detained a man of ${age}.`,
      );
    return d.say(
      `${capital(suspects)}, the oldest of them ${age}, are being held for questioning.`,
      `Officers have since detained ${suspects}.`,
    );
  }
}

function people(number: number): string {
  return number === 1 ? "One person has" : `${capital(count(number))} people have`;
}
