import type { Desk } from "../desk.ts";
import { capital, count, figure, fraction, tenths } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const UPS = [
  "strong demand",
  "lower energy costs",
  "a successful move abroad",
  "the sale of its old headquarters",
  "a warm summer",
] as const;
const DOWNS = [
  "weak demand",
  "higher wage bills",
  "a strike at its main supplier",
  "a costly computer failure",
  "a fine for late accounts",
] as const;

/** A company's results and what its shares did. */
export function market(d: Desk): Telling {
  const firm = d.firm();
  const rival = d.firm();
  const up = d.chance(0.5);
  const before = d.between(21, 95) * 10;
  const change = d.pick([10, 20, 30, 50, 100]);
  const now = up ? before * (1 + change / 100) : before * (1 - Math.min(change, 50) / 100);
  const move = d.between(4, 34);
  const [chief, analyst] = [d.person(), d.person()];
  const cause = up ? d.pick(UPS) : d.pick(DOWNS);
  const day = d.workday();
  const profit = (value: number) => `${tenths(Math.round(value))} million crowns`;
  const [paid, paidBefore] = [profit(now), profit(before)];

  return {
    lead: d.say(
      `It was ${an(up)} ${day} for ${firm.name}, which sells ${firm.product} in ${count(d.between(3, 24))} countries.`,
      `Investors reacted quickly on ${day} when ${firm.name} published its annual results.`,
      `${firm.name} told the stock exchange on ${day} that its year had turned out ${up ? "better" : "worse"} than planned.`,
      `Trading in ${firm.name} was heavy on ${day} after the group reported its figures for the year.`,
    ),
    facts: [
      d.say(
        `Earnings before tax came to ${paid}, compared with ${paidBefore} a year earlier.`,
        `The group earned ${paid} in the twelve months to March; in the year before it had made ${paidBefore}.`,
        `Pre-tax earnings went from ${paidBefore} to ${paid}.`,
      ),
      d.say(
        `By the close its stock was ${move}% ${up ? "higher" : "lower"} at ${figure(d.between(12, 98) * 10)} cents.`,
        `The stock ${up ? "gained" : "dropped"} ${move}% during the session.`,
      ),
      d.say(
        `Chief executive ${chief.name} put the result down to ${cause}.`,
        `The board named ${cause} as the main reason.`,
        `"${capital(cause)} made the difference," said chief executive ${chief.name}.`,
      ),
    ],
    colour: [
      d.say(
        `${analyst.name} of ${d.say("Holm Securities", "Vane and Partners", "Ridge Capital")} called the numbers a surprise.`,
        `"Nobody saw this coming," said the analyst ${analyst.name}.`,
        `The analyst ${analyst.name} said the outlook was hard to read.`,
      ),
      d.say(
        `Rival ${rival.name} fell ${d.between(1, 3)}% on the same day.`,
        `Shares in ${rival.name} were unchanged.`,
        `${rival.name} will report its own results next week.`,
      ),
      d.say(
        `The group employs ${figure(d.between(12, 88) * 100)} people.`,
        `Revenue was little changed at ${d.between(2, 9)} billion crowns.`,
        `It opened ${d.between(11, 60)} new sites during the year.`,
      ),
      d.say(
        `The dividend will be ${d.between(2, 19)} cents a share.`,
        "The board left the dividend as it was.",
        "No dividend will be paid this year.",
      ),
      d.say(
        `The main index ended the day ${tenths(d.between(1, 14))}% ${d.say("higher", "lower")}.`,
        "The crown was steady against other currencies.",
      ),
      d.say(
        `The group was founded in ${d.between(1881, 1989)} as a family business.`,
        `Its shares had already moved ${d.between(5, 12)}% since January.`,
      ),
    ],
    summary:
      move > 18
        ? d.say(
            `Shares in the ${firm.trade} ${firm.name} have ${up ? "jumped" : "tumbled"} by ${fraction(move)} after annual profits ${verb(up, change)}.`,
            `Investors have sent shares in the ${firm.trade} ${firm.name} ${up ? "up" : "down"} ${fraction(move)} after its profits ${verb(up, change)}.`,
          )
        : d.say(
            `${firm.name}, the ${firm.trade}, has seen profits ${participle(up, change)} because of ${cause}.`,
            `Annual profits at the ${firm.trade} ${firm.name} have ${perfect(up, change)} because of ${cause}.`,
          ),
  };
}

function an(up: boolean): string {
  return up ? "a cheerful" : "an unhappy";
}

function verb(up: boolean, change: number): string {
  if (up) return change === 100 ? "doubled" : "rose";
  return change >= 50 ? "halved" : "fell";
}

function participle(up: boolean, change: number): string {
  if (up) return change === 100 ? "double" : `rise ${fraction(change)}`;
  return change >= 50 ? "halve" : `fall ${fraction(change)}`;
}

function perfect(up: boolean, change: number): string {
  if (up) return change === 100 ? "doubled" : `risen by ${fraction(change)}`;
  return change >= 50 ? "halved" : `fallen by ${fraction(change)}`;
}
