import type { Desk } from "../desk.ts";
import { an, capital, count, rounded, things } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const BUILDINGS = [
  ["furniture warehouse", "stock", "warehouse"],
  ["primary school", "classrooms", "school"],
  ["seaside hotel", "bedrooms", "hotel"],
  ["cinema from the 1930s", "seats", "historic cinema"],
  ["timber yard", "timber", "timber yard"],
  ["parish church", "pews", "church"],
  ["block of flats", "homes", "block of flats"],
  ["recycling plant", "machines", "recycling plant"],
] as const;
const CAUSES = [
  ["a faulty battery charger", "by an electrical fault"],
  ["old wiring in the attic", "by an electrical fault"],
  ["candles left alight", "by accident"],
  ["a worker's blowtorch", "by accident"],
  ["petrol poured through a window", "deliberately"],
  ["a burning rag pushed under a door", "deliberately"],
] as const;

/** A fire: what burned, who had to leave, and whether it was set. */
export function fire(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [building, loss, short] = d.pick(BUILDINGS);
  const [source, how] = d.pick(CAUSES);
  const [crews, left, hurt] = [
    d.between(31, 98),
    d.between(23, 97) * (d.chance(0.3) ? 10 : 1),
    d.between(0, 5),
  ];
  const [chief, owner, day] = [d.person(), d.person(), d.day()];
  const total = d.chance(0.5);
  const damage = total ? "destroyed" : "damaged";

  return {
    lead: d.say(
      `Smoke could be seen for miles around ${town} on ${day} as ${crews} firefighters worked in shifts.`,
      `Firefighters from all parts of ${region} hurried to ${town} ${d.hour()} on ${day}.`,
      `Residents of ${town} were told to keep their windows shut on ${day} because of thick smoke.`,
    ),
    facts: [
      total
        ? d.say(`Nothing remains of the ${building} but its walls.`, `The ${building} burned to the ground.`)
        : d.say(
            `The flames took half of the ${loss} in the ${building}.`,
            `Flames spread through part of the ${building} before they could be stopped.`,
          ),
      d.say(
        `Police moved ${left} neighbours to a community centre.`,
        `${left} neighbours spent the night away from their beds.`,
      ),
      d.say(
        `Investigators traced the blaze to ${source}.`,
        `It began with ${source}, according to investigators.`,
      ),
      hurt === 0
        ? d.say("Everyone got out in time.", "There were no casualties.")
        : d.say(
            `${capital(count(hurt))} of the crew needed treatment for burns.`,
            `Paramedics treated ${things(hurt, "person", "people")} who had breathed smoke.`,
          ),
    ],
    colour: [
      d.say(
        `"My crews did an outstanding job," said fire chief ${chief.name}.`,
        `Fire chief ${chief.name} said the wind had made matters worse.`,
      ),
      d.say(
        `The owner, ${owner.name}, watched from across the road in tears.`,
        `"We will rebuild," said the owner, ${owner.name}.`,
        `${owner.name}, who owns the site, had spent ${d.between(21, 89)},000 crowns on new alarms.`,
      ),
      d.say(
        `A cat called ${d.say("Biscuit", "Domino", "Pickle", "Smudge")} was carried out unhurt.`,
        `Burning embers landed on cars ${count(d.between(2, 5))} streets away.`,
        "The reservoir had to be tapped for water.",
      ),
      d.say(
        `In ${d.between(1962, 2014)} a fire in ${d.town().name} killed ${count(d.between(2, 9))} people.`,
        `It is the ${d.say("second", "third", "fourth")} large fire in ${d.town().name} and ${town} this year.`,
      ),
      d.say(
        `The ${d.road()} is expected to reopen by ${d.day()}.`,
        "Buses are being diverted.",
        `Damage is put at ${d.between(2, 9)} million crowns.`,
      ),
    ],
    summary:
      how === "deliberately"
        ? d.say(
            `A fire that ${damage} ${an(short)} in ${region} was started deliberately, investigators believe.`,
            `Arsonists are thought to have started a fire that ${damage} ${an(short)} in ${region}.`,
          )
        : hurt > 0
          ? d.say(
              `${capital(count(hurt))} ${hurt === 1 ? "person has" : "people have"} been injured in a fire that ${damage} ${an(short)} in ${region}.`,
              `A fire started ${how} has ${damage} ${an(short)} in ${region} and left ${count(hurt)} injured.`,
            )
          : d.say(
              `${capital(rounded(left))} people were evacuated when fire ${damage} ${an(short)} in ${region}.`,
              `A fire that ${damage} ${an(short)} in ${region} forced ${rounded(left)} people to leave their homes.`,
            ),
  };
}
