import type { Desk } from "../desk.ts";
import { capital, count, figure, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

/** A flood, a gale or a snowfall, and what it did to a region. */
export function weather(d: Desk): Telling {
  const kind = d.pick(["flood", "gale", "snow"] as const);
  if (kind === "flood") return flood(d);
  return kind === "gale" ? gale(d) : snow(d);
}

function flood(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [homes, moved, rain] = [d.between(6, 48) * 10, d.between(22, 96) * 10, d.between(60, 140)];
  const [river, day] = [d.river(), d.day()];
  return {
    lead: d.say(
      `Heavy rain overnight brought chaos to ${town}, where the river ${river} rose faster than anybody could remember.`,
      `People in ${town} woke on ${day} to find brown water in their streets.`,
      `The river ${river} overtopped its defences at ${town} on ${day} after two days of rain.`,
    ),
    facts: [
      d.say(
        `The council said ${figure(homes)} houses had water in them.`,
        `Water entered ${figure(homes)} properties, according to the council.`,
        `Officials counted ${figure(homes)} houses under water.`,
      ),
      d.say(
        `A sports hall was opened for the ${figure(moved)} residents told to leave.`,
        `${figure(moved)} residents were moved out, some of them by boat.`,
        `Firefighters took ${figure(moved)} residents to safety.`,
      ),
      d.say(
        `Gauges on the ${river} recorded ${rain} millimetres of rain in a day.`,
        `The ${river} peaked ${d.hour()} and has begun to fall.`,
      ),
    ],
    colour: weatherColour(d, town),
    summary:
      moved > 590
        ? d.say(
            `${capital(rounded(moved))} people have been evacuated and ${rounded(homes)} homes flooded in ${region}.`,
            `Floods in ${region} have damaged ${rounded(homes)} homes and forced ${rounded(moved)} people to leave theirs.`,
          )
        : d.say(
            `${capital(rounded(homes))} homes have been flooded in ${region} after the river ${river} burst its banks.`,
            `The river ${river} has burst its banks in ${region}, flooding ${rounded(homes)} homes.`,
          ),
  };
}

function gale(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [homes, gust, cut] = [d.between(21, 98) * 1000, d.between(70, 115), d.between(2, 6)];
  const [storm, day] = [d.pick(["Astrid", "Bruno", "Cora", "Dirk", "Elsa", "Gunnar", "Hilda"]), d.day()];
  return {
    lead: d.say(
      `Engineers were working in ${town} on ${day} to repair power lines brought down by Storm ${storm}.`,
      `Storm ${storm} reached ${town} ${d.hour()} and tore the roof off a school.`,
      `Trees blocked roads around ${town} on ${day} as Storm ${storm} moved inland.`,
    ),
    facts: [
      d.say(
        `${figure(homes)} households were cut off from the electricity network.`,
        `The grid operator said ${figure(homes)} households had lost supply.`,
      ),
      d.say(
        `Gusts of ${gust} miles an hour were measured at ${town} harbour.`,
        `The wind reached ${gust} miles an hour on the coast.`,
      ),
      d.say(
        `Falling branches hurt ${count(cut)} people, none of them badly.`,
        `${capital(count(cut))} people were treated for cuts and bruises.`,
      ),
    ],
    colour: weatherColour(d, town),
    summary:
      gust < 95
        ? d.say(
            `Storm ${storm} has left ${rounded(homes)} homes in ${region} without power.`,
            `${capital(rounded(homes))} homes are without power in ${region} because of Storm ${storm}.`,
          )
        : d.say(
            `Winds of ${gust}mph have injured ${count(cut)} people and cut power to ${rounded(homes)} homes in ${region}.`,
            `${capital(count(cut))} people have been injured and ${rounded(homes)} homes left without power by winds of ${gust}mph in ${region}.`,
          ),
  };
}

function snow(d: Desk): Telling {
  const { name: town, region } = d.town();
  const [drivers, schools, depth] = [d.between(4, 46) * 10, d.between(21, 96), d.between(15, 60)];
  const [road, day] = [d.road(), d.day()];
  return {
    lead: d.say(
      `Motorists spent a cold night in their cars near ${town} when the ${road} became impassable.`,
      `Gritting lorries could not keep the ${road} open at ${town} on ${day}.`,
      `${capital(day)} began white and silent in ${town}, with drifts as high as garden walls.`,
    ),
    facts: [
      d.say(
        `Police said ${figure(drivers)} drivers had been stuck on the ${road} until morning.`,
        `Soldiers reached ${figure(drivers)} drivers trapped on the ${road}.`,
      ),
      d.say(`Head teachers kept ${schools} schools shut.`, `Lessons were called off at ${schools} schools.`),
      d.say(
        `${depth} centimetres fell in twelve hours.`,
        `The weather station at ${town} measured ${depth} centimetres.`,
      ),
    ],
    colour: weatherColour(d, town),
    summary:
      drivers > 240
        ? d.say(
            `${capital(rounded(drivers))} motorists were stranded overnight on the ${road} as heavy snow hit ${region}.`,
            `Heavy snow in ${region} has left ${rounded(drivers)} motorists stranded overnight on the ${road}.`,
          )
        : d.say(
            `Heavy snow has closed ${rounded(schools)} schools and stranded ${rounded(drivers)} motorists in ${region}.`,
            `${capital(rounded(schools))} schools are closed and ${rounded(drivers)} motorists stranded after heavy snow in ${region}.`,
          ),
  };
}

function weatherColour(d: Desk, town: string): string[] {
  const resident = d.person();
  const forecaster = d.person();
  return [
    d.say(
      `"I have lived here for ${d.between(21, 59)} years and never saw anything like it," said ${resident.name}, who runs a bakery.`,
      `${resident.name}, a retired teacher, said neighbours had shared blankets and soup.`,
      `"We lost everything on the ground floor," said ${resident.name}.`,
    ),
    d.say(
      `${forecaster.name} of the weather service expects calmer conditions by the weekend.`,
      `The weather service has kept its amber warning in place until ${d.day()}.`,
      `Forecaster ${forecaster.name} said more was on the way.`,
    ),
    d.say(
      `In ${d.between(1953, 2009)} a similar event cost ${count(d.between(2, 19))} lives.`,
      `Ten years ago ${figure(d.between(3, 9) * 100)} homes were damaged in the same way.`,
    ),
    d.say(
      `Trains between ${town} and ${d.town().name} were cancelled.`,
      `A football match in ${d.town().name} was called off.`,
      "Ferries stayed in port.",
    ),
    d.say(
      `The government has promised ${d.between(2, 9)} million crowns for repairs.`,
      "Insurers expect claims to take months.",
      `A relief fund has raised ${figure(d.between(11, 79) * 1000)} crowns.`,
    ),
  ];
}
