import type { Desk } from "../desk.ts";
import { capital, count } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const ROUNDS = [
  ["last sixteen", "quarter-finals"],
  ["quarter-final", "semi-finals"],
  ["semi-final", "final"],
] as const;

const SEEDS = [
  "top",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
  "eleventh",
  "twelfth",
] as const;

/** A tournament match; the winner's age and the loser's seeding make the story. */
export function tennis(d: Desk): Telling {
  const { name: town } = d.town();
  const women = d.chance(0.5);
  const [winner, loser, coach] = [d.person(women), d.person(women), d.person()];
  const [age, seed] = [d.between(16, 38), d.between(1, 12)];
  const final = d.chance(0.3);
  const [round, next] = d.pick(ROUNDS);
  const sets = d.chance(0.5) ? 2 : 3;
  const [hours, minutes, day] = [d.between(1, 3), d.between(4, 56), d.day()];
  const kind = age < 20 ? "teenager" : age > 33 ? "veteran" : "outsider";
  const games = () => `6-${d.between(0, 4)}`;
  const score = sets === 2 ? `${games()}, ${games()}` : `${games()}, ${d.between(2, 4)}-6, ${games()}`;
  const seeding = `the ${SEEDS[seed - 1]} seed`;

  return {
    lead: d.say(
      `${winner.name} dropped to the ground in disbelief on ${day} when the last ball landed wide at the ${town} Open.`,
      `The centre court at the ${town} Open rose to applaud ${winner.name} on ${day}.`,
      `Few at the ${town} Open had heard of ${winner.name} a week ago; on ${day} everybody had.`,
    ),
    facts: [
      final
        ? d.say(
            `It was the last match of the tournament, and the trophy was at stake.`,
            `The title and ${d.between(2, 9) * 100},000 crowns went with the match.`,
          )
        : d.say(
            `It was a ${round} match, played under lights.`,
            `The ${round} had been expected to be one-sided.`,
          ),
      d.say(
        `${winner.last}, who is ${age}, won ${score} against ${loser.name}, seeded ${count(seed)}.`,
        `${winner.last}, ${age}, needed ${hours === 1 ? "an hour" : `${count(hours)} hours`} and ${minutes} minutes to beat ${loser.name}, seeded ${count(seed)}, ${score}.`,
      ),
    ],
    colour: [
      d.say(
        `"I was just trying to breathe," ${winner.last} said.`,
        age < 20
          ? `"I have a mathematics test on Monday," ${winner.last} joked.`
          : `"I had nearly given up," ${winner.last} said.`,
        `${winner.last} thanked ${coach.name}, a coach since childhood.`,
      ),
      d.say(
        `${loser.last} saved ${count(d.between(2, 6))} match points.`,
        `${loser.last} took a long break for a back injury.`,
        `${loser.last} made ${d.between(31, 59)} unforced errors.`,
      ),
      d.say(
        `${loser.last} had won all of their ${count(d.between(2, 5))} earlier meetings.`,
        "The two had never met before.",
        `${loser.last} won here in ${d.between(2015, 2024)}.`,
      ),
      d.say(
        `${winner.last} hit ${count(d.between(5, 22))} aces.`,
        `${winner.last} is ranked ${d.between(41, 198)} in the world.`,
      ),
      d.say(
        `In the doubles, a pair from ${d.town().name} went out in ${sets === 2 ? "three" : "two"} sets.`,
        `Rain had delayed the start by ${count(d.between(2, 3))} hours.`,
        `Tickets for ${d.day()} are sold out.`,
      ),
      d.say(
        `The tournament was first held in ${d.between(1921, 1988)}.`,
        `About ${d.between(6, 14)},000 people watched.`,
      ),
    ],
    summary: final
      ? d.say(
          `${capital(kind)} ${winner.name} has won the ${town} Open by beating ${seeding} ${loser.name} in ${count(sets)} sets.`,
          `${capital(kind)} ${winner.name} beat ${seeding} in ${count(sets)} sets to become champion at the ${town} Open.`,
        )
      : d.say(
          `${capital(kind)} ${winner.name} has reached the ${next} of the ${town} Open by beating ${seeding} ${loser.name}.`,
          `${capital(kind)} ${winner.name} knocked ${seeding} out of the ${town} Open to reach the ${next}.`,
        ),
  };
}
