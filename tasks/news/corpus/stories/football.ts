import type { Desk } from "../desk.ts";
import { count, figure } from "../numbers.ts";
import type { Telling } from "../telling.ts";

/** A league match, seen from the winner's side. */
export function football(d: Desk): Telling {
  const [home, away] = [d.town(), d.town()];
  const [homeClub, awayClub] = [d.club(home), d.club(away)];
  const scored = d.pick([1, 1, 2, 2, 3, 3, 4, 5]);
  const conceded = d.chance(0.3) ? scored : d.between(0, scored - 1);
  const homeWins = d.chance(0.5);
  const [winner, loser] = homeWins ? [homeClub, awayClub] : [awayClub, homeClub];
  const women = d.chance(0.5);
  const [star, second, goalkeeper] = [d.person(women), d.person(women), d.person(women)];
  const manager = d.person();
  const draw = scored === conceded;
  const hatTrick = scored >= 3 && d.chance(0.5);
  const position = d.between(1, 18);
  const minute = d.between(4, 41);
  const late = d.between(71, 89);
  const score = homeWins ? `${scored}-${conceded}` : `${conceded}-${scored}`;
  const [day, crowd] = [d.day(), d.between(31, 289) * 100];

  return {
    lead: d.say(
      `${homeClub} met ${awayClub} on ${day} on a pitch still heavy from the morning's rain.`,
      `There was plenty to talk about when ${awayClub} visited ${homeClub} on ${day}.`,
      `A crowd of ${figure(crowd)} watched ${homeClub} and ${awayClub} in the ${day} match at ${home.name}.`,
    ),
    facts: [
      d.say(
        `It finished ${score}.`,
        `The scoreboard at the end read ${homeClub} ${score.replace("-", `, ${awayClub} `)}.`,
        `At the whistle it was ${score}.`,
      ),
      scorers(),
      d.say(
        `The result puts ${winner} in ${place(position)} place.`,
        `${winner} ${draw ? "are now" : "move to"} ${place(position)} in the table.`,
      ),
    ],
    colour: [
      d.say(
        `"I could not ask for more effort," said ${winner} manager ${manager.name}.`,
        `${manager.name}, the ${winner} manager, praised the defence.`,
        `${loser} manager ${manager.name} complained about the referee.`,
      ),
      d.say(
        `${loser} goalkeeper ${goalkeeper.name} saved a penalty in minute ${d.between(45, 69)}.`,
        `${goalkeeper.name} was sent off for ${loser} shortly before the end.`,
        `${loser} midfielder ${goalkeeper.name} hit the post twice.`,
      ),
      d.say(
        `${loser} have not won in ${count(d.between(4, 9))} matches.`,
        `${loser} had won ${count(d.between(2, 3))} in a row before this.`,
        `The clubs drew 2-2 when they met in the autumn.`,
      ),
      d.say(
        `The match began ${d.between(10, 40)} minutes late because of a power cut.`,
        `Supporters held up a banner for a groundsman who is retiring after ${d.between(21, 44)} years.`,
        "Police reported no trouble.",
      ),
      d.say(
        `${winner} play ${d.club(d.town())} next week.`,
        `${loser} go to ${d.town().name} in the cup on ${d.day()}.`,
      ),
    ],
    summary: summary(),
  };

  function scorers(): string {
    if (draw) {
      return d.say(
        `${star.name} put ${winner} ahead in minute ${minute}, but ${second.name} levelled in minute ${late}.`,
        `An early goal by ${star.name} for ${winner} was cancelled out by ${second.name} after ${late} minutes.`,
      );
    }
    if (hatTrick) {
      return d.say(
        `${star.name} scored three times for ${winner}, the last of them in minute ${late}.`,
        `Three of the goals for ${winner} were the work of ${star.name}, who struck first after ${minute} minutes.`,
      );
    }
    if (scored - conceded === 1) {
      return d.say(
        `${star.name} struck the decisive goal for ${winner} in minute ${late}.`,
        `${winner} owed it to ${star.name}, whose shot in minute ${late} settled the matter.`,
      );
    }
    return d.say(
      `${star.name} put ${winner} ahead in minute ${minute} and made another goal later on.`,
      `It was ${star.name} who opened the scoring for ${winner} after ${minute} minutes.`,
    );
  }

  function summary(): string {
    if (draw) {
      return d.say(
        `${second.name} scored a late equaliser as ${loser} drew ${scored}-${scored} with ${winner}.`,
        `${loser} came from behind to earn a draw against ${winner} thanks to ${second.name}.`,
      );
    }
    if (hatTrick) {
      return d.say(
        `${star.name} scored a hat-trick as ${winner} beat ${loser} ${scored}-${conceded}.`,
        `A hat-trick from ${star.name} gave ${winner} ${margin()} victory over ${loser}.`,
      );
    }
    if (scored - conceded === 1) {
      return d.say(
        `${star.name} scored a late winner as ${winner} beat ${loser} ${scored}-${conceded}.`,
        `A late goal from ${star.name} gave ${winner} a narrow victory over ${loser}.`,
      );
    }
    return d.say(
      `${star.name} scored the opener as ${winner} beat ${loser} ${scored}-${conceded}.`,
      `${winner} claimed ${margin()} victory over ${loser} after an early goal from ${star.name}.`,
    );
  }

  function margin(): string {
    const gap = scored - conceded;
    return gap === 1 ? "a narrow" : gap === 2 ? "a comfortable" : "an emphatic";
  }

  function place(rank: number): string {
    const names = [
      "first",
      "second",
      "third",
      "fourth",
      "fifth",
      "sixth",
      "seventh",
      "eighth",
      "ninth",
      "tenth",
    ];
    return names[rank - 1] ?? `${rank}th`;
  }
}
