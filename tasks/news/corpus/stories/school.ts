import type { Desk } from "../desk.ts";
import { capital, count, figure, fraction, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const MEASURES = [
  ["pupils hand in their telephones at the gate", "banned mobile phones"],
  ["lessons start an hour later", "made the day start later"],
  ["homework has been done away with", "abolished homework"],
  ["a hot breakfast is served to everyone", "introduced free breakfasts"],
  ["boys and girls are taught mathematics apart", "split classes by sex"],
  ["pupils spend Fridays outdoors", "moved lessons outdoors one day a week"],
  ["uniforms are no longer worn", "scrapped its uniform"],
] as const;
const EFFECTS = [
  ["marks in the final examinations", "exam scores"],
  ["the number of days missed through illness", "absences"],
  ["the number of pupils sent home for fighting", "exclusions"],
] as const;

/** A school tries something; examination marks, absences or exclusions follow. */
export function school(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [told, short] = d.pick(MEASURES);
  const [what, brief] = d.pick(EFFECTS);
  const good = d.chance(0.65);
  const up = brief === "exam scores" ? good : !good;
  const [percent, pupils, months] = [d.between(8, 52), d.between(31, 189) * 10, d.pick([6, 12, 18, 24])];
  const [head, parent, pupil, day] = [d.person(), d.person(), d.person(), d.workday()];
  const span = { 6: "half a year", 12: "a year", 18: "a year and a half", 24: "two years" }[months];

  return {
    lead: d.say(
      `Visitors came to ${town} Community School on ${day} to see for themselves what head teacher ${head.name} has done.`,
      `At ${town} Community School the corridors sound different these days.`,
      `${head.name}, head teacher at ${town} Community School, presented a report to governors on ${day}.`,
    ),
    facts: [
      d.say(
        `For ${count(months)} months now ${told}.`,
        `Since a trial began ${count(months)} months ago, ${told}.`,
      ),
      d.say(
        `In that time ${what} ${up ? "went up" : "went down"} by ${percent}%.`,
        `The report shows that ${what} ${up ? "climbed" : "dropped"} by ${percent}%.`,
      ),
    ],
    colour: [
      d.say(
        `"I was sceptical at first," the head teacher admitted.`,
        `"It is ${good ? "the best" : "not the last"} thing we have tried," said head teacher ${head.name}.`,
      ),
      d.say(
        `${parent.name}, who has ${count(d.between(2, 4))} children there, would have liked to be asked.`,
        `"My daughter comes home happier," said ${parent.name}, a parent.`,
        `${parent.name}, a parent, has complained to the council.`,
      ),
      d.say(
        `"Some of us still find ways around it," said ${pupil.name}, ${d.between(12, 16)}.`,
        `${pupil.name}, ${d.between(12, 16)}, gave the visitors a tour.`,
      ),
      d.say(
        `The school has ${figure(pupils)} pupils and ${d.between(31, 98)} teachers.`,
        `Its sports hall, built for ${d.between(2, 9)} million crowns, opened in spring.`,
        `Inspectors rated the school good in ${d.between(2014, 2023)}.`,
      ),
      d.say(
        `A school in ${d.town().name} gave up a similar trial after ${count(d.between(3, 9))} weeks.`,
        `Nationally the figure changed by ${d.between(1, 6)}%.`,
      ),
      d.say(
        `The scheme costs ${rounded(d.between(11, 89) * 1000)} crowns a year.`,
        "Governors will decide in June whether to go on.",
      ),
    ],
    summary: d.say(
      `A school in ${region} that ${short} has seen ${brief} ${up ? "rise" : "fall"} by ${fraction(percent)}.`,
      `${capital(brief)} at a school in ${region} have ${up ? "risen" : "fallen"} by ${fraction(percent)} in ${span} since it ${short}.`,
    ),
  };
}
