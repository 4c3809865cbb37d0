import type { Desk } from "../desk.ts";
import { capital, count, figure, fraction, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const ANIMALS = [
  ["white-tailed eagles", "eagles", "bird of prey"],
  ["red squirrels", "squirrels", "mammal"],
  ["grey seals", "seals", "mammal"],
  ["bitterns", "bitterns", "wading bird"],
  ["natterjack toads", "toads", "amphibian"],
  ["swallowtail butterflies", "butterflies", "insect"],
  ["beavers", "beavers", "mammal"],
  ["puffins", "puffins", "seabird"],
  ["pine martens", "martens", "mammal"],
  ["corncrakes", "corncrakes", "bird"],
] as const;
const HELP = [
  ["the removal of rats from nearby islands", "rats were removed"],
  ["a ban on two pesticides", "pesticides were banned"],
  ["hedges planted by farmers", "farmers planted hedges"],
  ["ponds dug by volunteers", "volunteers dug ponds"],
] as const;
const HARM = [
  ["warmer seas", "warmer seas"],
  ["a spring drought", "drought"],
  ["oil washed ashore in March", "an oil spill"],
  ["a virus first seen two years ago", "disease"],
] as const;

/** A count of a rare animal: up or down, by how much, and why. */
export function wildlife(d: Desk): Telling {
  const { name: town, region } = d.countryTown();
  const [animal, short, kind] = d.pick(ANIMALS);
  const up = d.chance(0.5);
  const base = d.between(12, 95) * 10;
  const factor = up ? d.pick([1.2, 1.5, 2, 3]) : d.pick([0.3, 0.5, 0.7, 0.8]);
  const now = Math.round(base * factor);
  const [cause, brief] = d.pick<readonly [string, string]>(up ? HELP : HARM);
  const [warden, critic, day] = [d.person(), d.person(), d.day()];
  const years = d.between(3, 19);
  const change = Math.round(Math.abs(factor - 1) * 100);

  return {
    lead: d.say(
      `Volunteers with notebooks and telescopes spent ${count(d.between(3, 12))} weeks on the marshes and cliffs around ${town}.`,
      `The annual survey of ${animal} in the reserve at ${town} was published on ${day}.`,
      `Warden ${warden.name} has watched the ${short} of ${town} for ${count(d.between(8, 31))} years.`,
    ),
    facts: [
      d.say(
        `They counted ${figure(now)} ${animal}; ${count(years)} years ago there were ${figure(base)}.`,
        `The tally of ${animal} was ${figure(now)}; it had been ${figure(base)} when counted ${count(years)} years earlier.`,
      ),
      d.say(
        `The reserve attributes the change to ${cause}.`,
        `${capital(cause)} ${up ? "made the difference" : "took a heavy toll"}, the report says.`,
      ),
    ],
    colour: [
      d.say(
        `"It is ${up ? "a joy" : "heartbreaking"} to see," said ${warden.name}, the warden.`,
        `"Every nest matters," said ${warden.name}, who runs the reserve.`,
      ),
      d.say(
        `Sheep farmer ${critic.name} said lambs had been taken.`,
        `${critic.name}, who keeps a boatyard, wants paths to stay open.`,
        `Photographer ${critic.name} waited ${count(d.between(5, 19))} days for one picture.`,
      ),
      d.say(
        `The reserve also holds ${d.between(110, 480)} pairs of terns.`,
        `${capital(count(d.between(2, 9)))} otters were seen as well.`,
        `A reserve near ${d.town().name} reported ${d.between(20, 90)} pairs.`,
      ),
      d.say(
        `${figure(d.between(12, 69) * 1000)} people visit the reserve each year.`,
        `The reserve was set up in ${d.between(1931, 1994)}.`,
        `A new hide costing ${d.between(20, 80)},000 crowns opens in spring.`,
      ),
      d.say(
        `The ${kind} was hunted until ${d.between(1931, 1976)}.`,
        "Dogs must be kept on leads until August.",
        `Eggs of the ${kind} were once stolen by collectors.`,
      ),
    ],
    summary: up
      ? d.say(
          `The number of ${short} in ${region} has ${grown(factor, change)} since ${brief}.`,
          `${capital(short)} are thriving in ${region}, where there are now ${rounded(now)} of them.`,
        )
      : d.say(
          `The number of ${short} in ${region} has ${factor === 0.5 ? "halved" : `fallen by ${fraction(change)}`} because of ${brief}.`,
          `Conservationists blame ${brief} for a fall of ${fraction(change)} in the number of ${short} in ${region}.`,
        ),
  };
}

function grown(factor: number, change: number): string {
  if (factor === 2) return "doubled";
  return factor === 3 ? "tripled" : `grown by ${fraction(change)}`;
}
