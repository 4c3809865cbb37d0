import type { Desk } from "../desk.ts";
import { PARTIES } from "../lexicon/organisations.ts";
import { capital, count, figure, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

/** A by-election: a seat held or taken, narrowly or comfortably. */
export function election(d: Desk): Telling {
  const { name: town, region } = d.town();
  const first = d.between(0, 3);
  const winner = PARTIES[first]!;
  const loser = PARTIES[(first + d.between(1, 3)) % 4]!;
  const held = d.chance(0.5);
  const [victor, rival, former] = [d.person(), d.person(), d.person()];
  const lost = d.between(41, 129) * 100;
  const margin = d.chance(0.5) ? d.between(1, 9) * 100 : d.between(21, 69) * 100;
  const turnout = d.between(28, 64);
  const cause = d.pick([
    "died in the spring",
    "resigned over undeclared gifts",
    "stepped down because of ill health",
    "left to run a charity",
    "was appointed as a judge",
  ]);
  const close = margin < 1000;
  const [day, hour] = [d.day(), d.hour()];

  return {
    lead: d.say(
      `Counting in the ${town} by-election ended ${hour} on ${day}, with ${victor.name} declared the new member for the seat.`,
      `${victor.name} will represent ${town} after a contest that drew campaigners from all over ${region}.`,
      `There were cheers at ${town} town hall ${hour} as the name of ${victor.name} was read out.`,
      `Voters in ${town} have chosen ${victor.name} as their new member after a campaign that lasted six weeks.`,
    ),
    facts: [
      d.say(
        `${victor.name}, standing for ${winner.name}, received ${figure(lost + margin)} votes, against ${figure(lost)} for ${rival.name} of ${loser.name}.`,
        `${capital(winner.name)} candidate polled ${figure(lost + margin)} votes and ${rival.name}, for ${loser.name}, ${figure(lost)}.`,
        `${rival.name} of ${loser.name} came second with ${figure(lost)} votes, behind the ${figure(lost + margin)} cast for ${winner.name}.`,
      ),
      held
        ? d.say(
            `The constituency had belonged to ${winner.name} since ${d.between(1971, 2012)}.`,
            `${former.name}, the previous member, also sat for ${winner.name}.`,
          )
        : d.say(
            `The constituency had belonged to ${loser.name} since ${d.between(1971, 2012)}.`,
            `${former.name}, the previous member, sat for ${loser.name}.`,
          ),
      d.say(
        `The vote was called when ${former.name} ${cause}.`,
        `${former.name}, whose departure led to the vote, ${cause}.`,
      ),
    ],
    colour: [
      d.say(
        `Turnout was ${turnout}%, down from ${turnout + d.between(4, 19)}% at the general election.`,
        `Only ${turnout}% of those entitled to vote took part.`,
      ),
      d.say(
        `"People here wanted to be listened to," ${victor.last} said.`,
        `"I will start work tomorrow morning," ${victor.last} told supporters.`,
        `${victor.last} thanked volunteers and promised to fight for the hospital.`,
      ),
      d.say(
        `${rival.last} said the result was a disappointment but not a disaster.`,
        `"We ran an honest campaign and we will be back," said ${rival.last}.`,
        `${rival.last} asked for a recount, which did not change the order.`,
      ),
      d.say(
        `Three other candidates shared ${figure(d.between(11, 39) * 100)} votes.`,
        `An independent who campaigned against parking charges finished third with ${figure(d.between(8, 19) * 100)} votes.`,
      ),
      d.say(
        "The campaign was dominated by bus services and the price of housing.",
        "Local issues, above all the closure of the library, dominated the debates.",
        "Leaders of all the parties visited the high street in the final week.",
      ),
      d.say(
        `Parliament returns in ${count(d.between(2, 6))} weeks.`,
        "Council elections are due across the country next year.",
      ),
    ],
    summary: held
      ? d.say(
          `${capital(winner.alias)} has ${close ? "narrowly" : "comfortably"} held the seat of ${town}, beating ${loser.alias} by ${rounded(margin)} votes.`,
          `${capital(winner.alias)} has kept ${town} with a ${close ? "slim" : "large"} majority of ${rounded(margin)} over ${loser.alias}.`,
        )
      : d.say(
          `${capital(winner.alias)} has ${close ? "narrowly" : "comfortably"} taken ${town} from ${loser.alias} with a majority of ${rounded(margin)}.`,
          `${capital(loser.alias)} has lost the seat of ${town} to ${winner.alias} by ${rounded(margin)} votes.`,
        ),
  };
}
