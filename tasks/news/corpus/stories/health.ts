import type { Desk } from "../desk.ts";
import { an, capital, count, figure, things } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const ILLNESSES = [
  { name: "measles", signs: "a high fever and a red rash", source: "a wedding", vaccine: true },
  { name: "food poisoning", signs: "stomach cramps and vomiting", source: "a street market", vaccine: false },
  {
    name: "legionnaires' disease",
    signs: "a cough and muscle pain",
    source: "a cooling tower",
    vaccine: false,
  },
  {
    name: "whooping cough",
    signs: "a hacking cough that would not stop",
    source: "a nursery",
    vaccine: true,
  },
  { name: "mumps", signs: "swollen cheeks and a headache", source: "a student party", vaccine: true },
  { name: "hepatitis", signs: "yellow skin and tiredness", source: "a salad bar", vaccine: true },
] as const;

/** An outbreak: patients in several towns, added up; where it came from; what is being done. */
export function health(d: Desk): Telling {
  const [first, second] = [d.town(), d.town()];
  const illness = d.pick(ILLNESSES);
  const [here, there, serious] = [d.between(6, 58), d.between(3, 29), d.between(0, 4)];
  const known = d.chance(0.6);
  const [doctor, parent, day] = [d.person(), d.person(), d.day()];
  const [doses, total] = [d.between(12, 95) * 100, here + there];

  return {
    lead: d.say(
      `Doctors in ${first.name} were the first to notice patients arriving with ${illness.signs}.`,
      `Health officials travelled to ${first.name} on ${day} to speak to families.`,
      `Waiting rooms in ${first.name} and ${second.name} filled up this week with people who had ${illness.signs}.`,
    ),
    facts: [
      d.say(
        `Laboratory tests identified ${illness.name}.`,
        `The cause is ${illness.name}, a laboratory said on ${day}.`,
      ),
      d.say(
        `${capital(count(here))} cases have been recorded in ${first.name} and ${count(there)} in ${second.name}.`,
        `There are ${count(here)} patients in ${first.name} and another ${count(there)} in ${second.name}.`,
      ),
      known
        ? d.say(
            `All had visited ${illness.source} within ten days.`,
            `Interviews led investigators to ${illness.source}.`,
          )
        : d.say(
            "Investigators have not found what the patients have in common.",
            "Where it started remains a mystery.",
          ),
      serious === 0
        ? d.say("None of them is in danger.", "All are expected to recover.")
        : d.say(
            `${capital(count(serious))} of them needed intensive care.`,
            `${capital(count(serious))} of the patients are seriously ill.`,
          ),
    ],
    colour: [
      d.say(
        `"Please wash your hands and stay at home if you feel ill," said Dr ${doctor.name}.`,
        `Dr ${doctor.name}, who leads the response, said there was no reason to panic.`,
      ),
      d.say(
        `${parent.name}, whose son fell ill, praised the nurses.`,
        `"We were told nothing for ${count(d.between(2, 5))} days," said ${parent.name}, a parent.`,
      ),
      illness.vaccine
        ? d.say(
            `${figure(doses)} doses of vaccine are on their way.`,
            `A clinic gave ${figure(doses)} injections in a weekend.`,
          )
        : d.say(
            `${figure(doses)} leaflets have been handed out.`,
            `Inspectors took ${d.between(21, 89)} samples.`,
          ),
      d.say(
        `Patients with the same illness numbered ${d.between(110, 390)} in ${d.town().name} in ${d.between(1994, 2019)}.`,
        `The hospital in ${d.town().name} has set aside ${count(d.between(8, 30))} beds.`,
      ),
      d.say(
        "A telephone line has been set up.",
        `Schools are to stay open until ${d.day()}.`,
        `The council cancelled ${an("open day")}.`,
      ),
    ],
    summary: known
      ? d.say(
          `An outbreak of ${illness.name} in ${region()} has been traced to ${illness.source} after ${count(total)} people fell ill.`,
          `${capital(count(total))} cases of ${illness.name} in ${region()} have been linked to ${illness.source}.`,
        )
      : serious > 0
        ? d.say(
            `${capital(count(total))} people have caught ${illness.name} in ${region()}, ${count(serious)} of them seriously.`,
            `An unexplained outbreak of ${illness.name} in ${region()} has left ${things(serious, "person", "people")} seriously ill.`,
          )
        : d.say(
            `An outbreak of ${illness.name} in ${region()} has baffled experts after ${count(total)} people fell ill.`,
            `Experts cannot explain ${count(total)} cases of ${illness.name} in ${region()}.`,
          ),
  };

  function region(): string {
    return first.region === second.region ? first.region : `${first.region} and ${second.region}`;
  }
}
