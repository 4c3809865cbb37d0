import type { Desk } from "../desk.ts";
import { an, capital, count, figure, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const JOBS = [
  "accountant",
  "solicitor",
  "school bursar",
  "shop manager",
  "charity treasurer",
  "bank clerk",
  "estate agent",
  "care home manager",
  "club secretary",
  "office manager",
] as const;
const USES = [
  "online gambling",
  "holidays abroad",
  "a kitchen and a sports car",
  "racehorses",
  "vintage wine",
  "a second home",
] as const;

/** A fraud trial: prison, a suspended sentence or an acquittal. */
export function court(d: Desk): Telling {
  const { name: town, region } = d.town();
  const ending = d.pick(["jailed", "jailed", "spared", "cleared"] as const);
  const [accused, judge, lawyer] = [d.person(), d.person(), d.person()];
  const job = d.pick(JOBS);
  const use = d.pick(USES);
  const sum = d.between(23, 97) * 10_000 + d.between(0, 9) * 1000;
  const [years, age, span] = [d.between(2, 9), d.between(29, 68), d.between(2, 8)];
  const they = accused.woman ? "she" : "he";
  const [day, months] = [d.workday(), d.between(12, 23)];

  const outcome = {
    jailed: d.say(
      `Judge ${judge.name} passed a sentence of ${count(years)} years.`,
      `Judge ${judge.name} sent ${accused.last} to prison for ${count(years)} years.`,
    ),
    spared: d.say(
      `Judge ${judge.name} imposed ${months} months, suspended for two years.`,
      `Because of ${accused.last}'s health, Judge ${judge.name} suspended a term of ${months} months.`,
    ),
    cleared: d.say(
      `After ${count(d.between(3, 9))} hours the jury returned verdicts of not guilty on every count.`,
      `The jury found ${accused.last} not guilty on all counts.`,
    ),
  }[ending];

  return {
    lead: d.say(
      `${accused.name}, ${age}, showed no emotion at ${town} Crown Court on ${day} as the case came to its end.`,
      `The trial of ${accused.name} finished at ${town} Crown Court on ${day}.`,
      `The public gallery at ${town} Crown Court was full on ${day} for the last act in the case of ${accused.name}.`,
    ),
    facts: [
      d.say(
        `Prosecutors said ${accused.last}, ${an(job)}, moved ${figure(sum)} crowns out of an employer's account in ${count(span)} years.`,
        `The case was that ${accused.last}, who worked as ${an(job)}, had taken ${figure(sum)} crowns from an employer.`,
        `${capital(an(job))}, ${accused.last} was accused of diverting ${figure(sum)} crowns belonging to an employer.`,
      ),
      outcome,
      d.say(
        `The money was spent on ${use}, the court heard.`,
        `According to the prosecution it went on ${use}.`,
      ),
    ],
    colour: [
      d.say(
        `"This was a gross breach of trust," the judge said.`,
        `"Every penny was somebody's work," said ${lawyer.name}, for the prosecution.`,
        `"It has been a long wait," said ${lawyer.name}, for the defence.`,
      ),
      d.say(
        `${accused.last} was first questioned ${count(d.between(2, 4))} years ago after an audit.`,
        `An auditor noticed a missing receipt for ${d.between(21, 89)} crowns.`,
        `A colleague raised the alarm after a holiday.`,
      ),
      d.say(
        `A former partner gave evidence that ${they} had seemed short of money.`,
        `${accused.last} told the jury that ${they} had only followed instructions.`,
        `Two neighbours spoke of a kind and quiet person.`,
      ),
      d.say(
        `In a separate case at the same court, a driver was fined ${d.between(2, 9) * 100} crowns.`,
        `Last year the court jailed a builder for ${d.between(10, 14)} years for arson.`,
      ),
      d.say(
        "A hearing on costs will follow in the autumn.",
        `${accused.last} has ${d.between(14, 28)} days to respond.`,
        "The employer did not wish to comment.",
      ),
    ],
    summary: {
      jailed: d.say(
        `${capital(an(job))} from ${region} who stole ${rounded(sum)} crowns to pay for ${use} has been jailed for ${count(years)} years.`,
        `${capital(an(job))} who stole ${rounded(sum)} crowns from ${accused.woman ? "her" : "his"} employer has been jailed for ${count(years)} years.`,
      ),
      spared: d.say(
        `${capital(an(job))} from ${region} who stole ${rounded(sum)} crowns to pay for ${use} has avoided jail.`,
        `${capital(an(job))} who stole ${rounded(sum)} crowns from ${accused.woman ? "her" : "his"} employer has been spared prison.`,
      ),
      cleared: d.say(
        `${capital(an(job))} from ${region} has been cleared of stealing ${rounded(sum)} crowns from ${accused.woman ? "her" : "his"} employer.`,
        `A jury has cleared ${an(job)} of stealing ${rounded(sum)} crowns to pay for ${use}.`,
      ),
    }[ending],
  };
}
