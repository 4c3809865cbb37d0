import type { Desk } from "../desk.ts";
import { PARTIES } from "../lexicon/organisations.ts";
import { capital, count, figure, things } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const BILLS = [
  ["raises the school leaving age by a year", "raise the school leaving age", "education"],
  ["bans advertisements for gambling", "ban gambling adverts", "culture"],
  ["makes bus travel free for people under 22", "give young people free bus travel", "transport"],
  ["limits rent increases to 3% a year", "cap rent rises", "housing"],
  ["stops the sale of new gas boilers", "ban new gas boilers", "energy"],
  ["adds a tax on second homes", "tax second homes", "finance"],
  ["lets people vote from the age of 16", "lower the voting age", "justice"],
  ["charges ten cents for each disposable cup", "charge for disposable cups", "environment"],
  ["gives fathers twelve weeks of paid leave", "extend paternity leave", "family"],
  ["closes shops on two Sundays a month", "restrict Sunday trading", "trade"],
] as const;

/** A vote in parliament: passed or defeated, and by how much. */
export function parliament(d: Desk): Telling {
  const [does, short, office] = d.pick(BILLS);
  const [minister, rebel, critic] = [d.person(), d.person(), d.person()];
  const passed = d.chance(0.55);
  const [fewer, margin] = [d.between(118, 169), d.chance(0.5) ? d.between(2, 9) : d.between(20, 69)];
  const more = fewer + margin;
  const [rebels, day, hours] = [d.chance(0.2) ? 0 : d.between(2, 9), d.workday(), d.between(5, 13)];
  const opposition = PARTIES[d.between(1, 3)]!;
  const close = margin < 10;

  return {
    lead: d.say(
      `Members of parliament filed through the lobbies ${d.hour()} on ${day} after a debate of ${count(hours)} hours.`,
      `It was a long ${day} in parliament for ${office} minister ${minister.name}.`,
      `Campaigners gathered outside parliament on ${day} with drums and banners while members argued inside.`,
    ),
    facts: [
      d.say(
        `The bill, drafted by ${office} minister ${minister.name}, ${does}.`,
        `The text that ${office} minister ${minister.name} put before the house ${does}.`,
      ),
      passed
        ? d.say(
            `There were ${more} votes in favour and ${fewer} against.`,
            `${more} members were for it and ${fewer} against it.`,
          )
        : d.say(
            `There were ${fewer} votes in favour and ${more} against.`,
            `${fewer} members were for it and ${more} against it.`,
          ),
      rebels === 0
        ? d.say("No member of the Civic Party broke ranks.", "The Civic Party voted as one.")
        : d.say(
            `${capital(count(rebels))} members of the Civic Party, led by ${rebel.name}, ignored their whips.`,
            `${rebel.name} and ${things(rebels - 1, "other", "others")} from the Civic Party went their own way.`,
          ),
    ],
    colour: [
      d.say(
        `"This is a matter of fairness," the minister told the chamber.`,
        `${minister.last} had offered changes at the last moment.`,
        `"History will judge us," said ${minister.last}.`,
      ),
      d.say(
        `${critic.name} of ${opposition.name} called it a shambles.`,
        `"It was badly written from the start," said ${critic.name}, for ${opposition.name}.`,
      ),
      d.say(
        `An opinion poll put support at ${d.between(34, 71)}%.`,
        `A petition about it drew ${figure(d.between(21, 98) * 1000)} names.`,
      ),
      d.say(
        `The cost was put at ${d.between(20, 95)} million crowns a year.`,
        `A similar plan failed in ${d.between(1998, 2018)} by ${d.between(11, 40)} votes.`,
      ),
      d.say(
        `${d.between(41, 160)} amendments had been tabled.`,
        "The gallery had to be cleared once.",
        `The session on ${d.day()} will deal with fishing.`,
      ),
    ],
    summary: passed
      ? rebels > 4
        ? d.say(
            `A law to ${short} has been passed by ${count(margin)} votes despite a rebellion in the ruling party.`,
            `Parliament has approved plans to ${short} despite a rebellion in the ruling party.`,
          )
        : d.say(
            `Parliament has ${close ? "narrowly" : "overwhelmingly"} approved plans to ${short}.`,
            `A law to ${short} has been passed by ${close ? "a narrow" : "an overwhelming"} majority.`,
          )
      : rebels > 4
        ? d.say(
            `The government has been defeated by ${count(margin)} votes over its plan to ${short} after a rebellion.`,
            `A rebellion in the ruling party has defeated plans to ${short}.`,
          )
        : d.say(
            `Parliament has ${close ? "narrowly" : "overwhelmingly"} rejected plans to ${short}.`,
            `The government has been ${close ? "narrowly" : "heavily"} defeated over its plan to ${short}.`,
          ),
  };
}
