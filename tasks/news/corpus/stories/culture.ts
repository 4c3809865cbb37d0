import type { Desk } from "../desk.ts";
import { an, count, rounded, tenths } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const FINDS = [
  ["a small oil painting of a harbour", "attic", "painting", "Elias Moorhen"],
  ["a notebook filled with songs", "piano stool", "manuscript", "Clementine Ash"],
  ["a blue vase with a cracked rim", "charity shop", "vase", "the Tollbridge kiln"],
  ["a pencil drawing of a sleeping dog", "school cupboard", "drawing", "Jonah Fell"],
  ["a violin without strings", "garden shed", "violin", "the Marchetti workshop"],
  ["a first edition with coffee stains", "skip", "book", "Harriet Lyle"],
  ["a bronze horse used as a doorstop", "farmhouse kitchen", "sculpture", "Agnes Thorpe"],
  ["a silver cup kept for umbrellas", "pub cellar", "goblet", "the Carrow silversmiths"],
] as const;

/** A lost work of art: sold or given to a museum. */
export function culture(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [thing, where, short, maker] = d.pick(FINDS);
  const [owner, expert, director] = [d.person(), d.person(), d.person()];
  const sold = d.chance(0.6);
  const [estimate, times] = [d.between(2, 19) * 5, d.pick([2, 3, 4, 6, 8, 10])];
  const price = estimate * times;
  const [age, day, visitors] = [d.between(41, 88), d.day(), d.between(21, 98) * 1000];
  const crowns = (thousands: number) =>
    thousands >= 1000 ? `${tenths(Math.round(thousands / 100))} million` : `${thousands},000`;
  const multiple = {
    2: "twice",
    3: "three times",
    4: "four times",
    6: "six times",
    8: "eight times",
    10: "ten times",
  }[times];

  return {
    lead: d.say(
      `When ${owner.name} cleared out ${an(where)} in ${town}, ${thing} nearly went to the tip.`,
      `For ${d.between(11, 39)} years ${thing} lay unnoticed in ${an(where)} in ${town}.`,
      `${owner.name}, ${age}, from ${town}, had always been fond of ${thing} found in ${an(where)}.`,
    ),
    facts: [
      d.say(
        `Experts have now established that it is the work of ${maker}.`,
        `It has turned out to be by ${maker}, according to ${expert.name}, a historian.`,
        `${expert.name}, a historian, recognised the hand of ${maker}.`,
      ),
      sold
        ? d.say(
            `On ${day} it went under the hammer for ${crowns(price)} crowns; the catalogue had said ${crowns(estimate)}.`,
            `Bidders had been told to expect ${crowns(estimate)} crowns, but on ${day} it fetched ${crowns(price)}.`,
          )
        : d.say(
            `Although it was valued at ${crowns(price)} crowns, ${owner.name} handed it to the city museum for nothing on ${day}.`,
            `${owner.name} turned down ${crowns(price)} crowns and on ${day} presented it to the city museum.`,
          ),
    ],
    colour: [
      d.say(
        `"I used to dust it on Sundays," ${owner.name} said.`,
        `"I shall miss it," said ${owner.name}.`,
        `${owner.name} plans a quiet weekend.`,
      ),
      d.say(
        `Museum director ${director.name} expects ${rounded(visitors)} visitors.`,
        `"It is in wonderful condition," said ${director.name}, a restorer.`,
        `Restorer ${director.name} will need ${count(d.between(3, 9))} months to clean it.`,
      ),
      d.say(
        `Only ${d.between(11, 29)} similar works are known.`,
        `The last comparable piece made ${d.between(20, 90)},000 crowns in ${d.between(1989, 2019)}.`,
      ),
      d.say(
        `A copy in ${d.town().name} was shown to be a fake in ${d.between(1974, 2010)}.`,
        `An exhibition in ${d.town().name} closes on ${d.day()}.`,
      ),
      d.say(
        `The buyer of another lot, a clock, paid ${d.between(2, 9)},000 crowns.`,
        "The style went out of fashion in the 1950s.",
        "Insurance had to be arranged within a day.",
      ),
    ],
    summary: sold
      ? times > 3
        ? d.say(
            `A lost ${short} found in ${an(where)} in ${region} has sold at auction for ${multiple} its estimate.`,
            `A ${short} by ${maker}, discovered in ${an(where)}, has been auctioned for ${multiple} its estimate.`,
          )
        : d.say(
            `A lost ${short} found in ${an(where)} in ${region} has sold at auction for ${crowns(price)} crowns.`,
            `A ${short} by ${maker}, discovered in ${an(where)}, has been auctioned for ${crowns(price)} crowns.`,
          )
      : d.say(
          `A ${short} by ${maker} discovered in ${an(where)} in ${region} has been donated to a museum.`,
          `A ${owner.woman ? "woman" : "man"} from ${region} has donated a lost ${short} worth ${crowns(price)} crowns to a museum.`,
        ),
  };
}
