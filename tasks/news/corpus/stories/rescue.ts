import type { Desk } from "../desk.ts";
import { an, capital, count, figure } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const SCENES = [
  [
    "cave",
    "potholers",
    "A sudden stream had filled the only passage",
    "trapped by rising water",
    "underground",
  ],
  [
    "mountain ridge",
    "climbers",
    "A snow bridge had given way beneath them",
    "caught in a snow slide",
    "on a mountain",
  ],
  ["sandbank", "walkers", "The incoming sea had cut off the path", "stranded by the tide", "on a sandbank"],
  [
    "herring grounds",
    "crew members",
    "The engine of their fishing boat had stopped in a heavy swell",
    "left adrift",
    "on a boat",
  ],
  ["summit", "tourists", "A pulley had jammed high above the gorge", "stuck in mid-air", "in a cable car"],
  ["old mill", "scouts", "A map had blown away in the storm", "lost in bad weather", "in a forest"],
] as const;

/** A rescue: how many, for how long, where, and whether all came back. */
export function rescue(d: Desk): Telling {
  const { name: town, region } = d.countryTown();
  const [scene, who, mishap, short, where] = d.pick(SCENES);
  const [men, women] = [d.between(1, 6), d.between(1, 5)];
  const total = men + women;
  const hours = d.between(5, 44);
  const hurt = d.between(0, 2);
  const [leader, survivor, day] = [d.person(), d.person(), d.day()];
  const team = d.between(14, 95);
  const long = hours > 24 ? "more than a day" : hours > 12 ? "more than 12 hours" : "several hours";

  return {
    lead: d.say(
      `A helicopter and ${team} volunteers set out from ${town} ${d.hour()} on ${day}.`,
      `There were hugs and hot tea in ${town} on ${day} at the end of an anxious wait.`,
      `The call came to the rescue station in ${town} ${d.hour()} on ${day}.`,
    ),
    facts: [
      d.say(
        `${capital(count(men))} ${men === 1 ? "man" : "men"} and ${count(women)} ${women === 1 ? "woman" : "women"}, all ${who}, were found ${where}.`,
        `The ${who}, ${count(men)} ${men === 1 ? "man" : "men"} and ${count(women)} ${women === 1 ? "woman" : "women"}, had set off for the ${scene} in good spirits.`,
      ),
      d.say(`${mishap}.`, `${mishap}, a spokesman said.`),
      d.say(
        `${capital(count(hours))} hours passed before they were brought to safety.`,
        `They were brought to safety after ${count(hours)} hours.`,
      ),
      hurt === 0
        ? d.say("They were cold and tired but well.", "None of them had so much as a scratch.")
        : d.say(
            `${capital(count(hurt))} of them went to hospital with broken bones.`,
            `${capital(count(hurt))} had to be carried on a stretcher.`,
          ),
    ],
    colour: [
      d.say(
        `"They did everything right," said team leader ${leader.name}.`,
        `Team leader ${leader.name} praised their patience.`,
        `"Another hour and it might have ended differently," said team leader ${leader.name}.`,
      ),
      d.say(
        `"We sang to keep warm," said ${survivor.name}, one of the group.`,
        `${survivor.name}, one of the group, had ${d.between(2, 6)}% of battery left.`,
      ),
      d.say(
        `The helicopter had to turn back ${count(d.between(2, 4))} times.`,
        `The volunteers came from ${count(d.between(3, 9))} towns.`,
        `${capital(an("off-duty"))} doctor from ${d.town().name} joined the team.`,
      ),
      d.say(
        `The station was called out ${d.between(31, 98)} times last year.`,
        `In ${d.between(1987, 2016)} ${count(d.between(3, 8))} people died near ${d.town().name}.`,
      ),
      d.say(
        `The operation cost ${figure(d.between(11, 69) * 1000)} crowns.`,
        "A collection for the volunteers is planned.",
        `Snow is forecast for ${d.day()}.`,
      ),
    ],
    summary:
      hurt > 0
        ? d.say(
            `${capital(count(total))} people ${short} in ${region} have been rescued, ${count(hurt)} of them injured.`,
            `${capital(count(hurt))} of ${count(total)} ${who} ${short} in ${region} ${hurt === 1 ? "was" : "were"} injured before rescuers came.`,
          )
        : hours > 12
          ? d.say(
              `${capital(count(total))} ${who} have been rescued unharmed in ${region} after ${long} ${where}.`,
              `Rescuers in ${region} have saved ${count(total)} ${who} who spent ${long} ${where}.`,
            )
          : d.say(
              `${capital(count(total))} ${who} ${short} in ${region} have been rescued unharmed.`,
              `Rescuers in ${region} have saved ${count(total)} ${who} ${short}.`,
            ),
  };
}
