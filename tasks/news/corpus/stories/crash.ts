import type { Desk } from "../desk.ts";
import { capital, count, things } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const VEHICLES = [
  ["a lorry", "a minibus"],
  ["a coach", "a delivery van"],
  ["a car", "a motorcycle"],
  ["a tractor", "a car"],
  ["a fire engine", "a taxi"],
  ["a bus", "a cement mixer"],
  ["a van", "a horsebox"],
] as const;

/** A road accident; the dead are counted from men, women and children. */
export function crash(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [first, other] = d.pick(VEHICLES);
  const [men, women, children] = [d.between(0, 2), d.between(0, 2), d.chance(0.3) ? 1 : 0];
  const dead = men + women + children;
  const hurt = d.between(2, 14);
  const [road, day, hour] = [d.road(), d.day(), d.hour()];
  const [officer, witness] = [d.person(), d.person()];
  const killed = list([
    men > 0 ? things(men, "man", "men") : "",
    women > 0 ? things(women, "woman", "women") : "",
    children > 0 ? "a child" : "",
  ]);
  const [others, patients] = dead === 0 ? ["people", "casualties"] : ["others", "more casualties"];
  const people = dead === 1 ? "One person has" : `${capital(count(dead))} people have`;

  return {
    lead: d.say(
      `Emergency services were called to the ${road} outside ${town} ${hour} on ${day}.`,
      `The ${road} at ${town} was shut for ${count(d.between(5, 14))} hours on ${day} while wreckage was removed.`,
      `${capital(first)} and ${other} collided on the ${road} near ${town} ${hour} on ${day}.`,
    ),
    facts: [
      d.say(
        `${capital(first)} was heading north when it struck ${other}, police said.`,
        `Police believe ${first} crossed the central line and hit ${other}.`,
        `It appears that ${first} ran into ${other} at a junction.`,
      ),
      dead > 0
        ? d.say(
            `${capital(killed)} died at the scene.`,
            `${capital(killed)} could not be saved.`,
            `Doctors confirmed the deaths of ${killed}.`,
          )
        : d.say("Everybody survived, which police called a miracle.", "Nobody was killed."),
      d.say(
        `Ambulances took ${count(hurt)} ${others} to hospital in ${d.town().name}.`,
        `The hospital in ${d.town().name} admitted ${count(hurt)} ${patients}, some with broken bones.`,
      ),
    ],
    colour: [
      d.say(
        `Inspector ${officer.name} asked drivers with cameras to come forward.`,
        `"It will take time to understand what happened," said Inspector ${officer.name}.`,
      ),
      d.say(
        `"There was a bang like thunder," said ${witness.name}, who lives nearby.`,
        `${witness.name}, a nurse on ${witness.woman ? "her" : "his"} way to work, stopped to help.`,
        `Farmer ${witness.name} brought ladders and blankets.`,
      ),
      d.say(
        `Fog had been reported in the area.`,
        `The surface was icy, according to residents.`,
        "Temporary traffic lights had been removed a day earlier.",
      ),
      d.say(
        `${capital(count(d.between(3, 9)))} people lost their lives on the same stretch in ${d.between(2016, 2024)}.`,
        `Last month ${count(d.between(2, 9))} people were hurt in a crash at ${d.town().name}.`,
      ),
      d.say(
        `A petition for a lower speed limit has ${d.between(2, 9)},${d.between(1, 9)}00 signatures.`,
        "The council is to discuss a roundabout in the autumn.",
      ),
      d.say(
        "Relatives have been informed.",
        "No arrests have been made.",
        "A fund for the families has been opened.",
      ),
    ],
    summary:
      dead === 0
        ? d.say(
            `${capital(count(hurt))} people are in hospital after a crash between ${first} and ${other} in ${region}.`,
            `${capital(count(hurt))} people have been injured in a collision involving ${first} and ${other} in ${region}.`,
          )
        : d.say(
            `${people} been killed and ${count(hurt)} injured in a crash between ${first} and ${other} in ${region}.`,
            `${people} died and ${count(hurt)} were injured when ${first} hit ${other} in ${region}.`,
          ),
  };
}

function list(parts: readonly string[]): string {
  const named = parts.filter((part) => part !== "");
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}
