import type { Desk } from "../desk.ts";
import { capital, count, figure, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const WORKERS = [
  ["drivers", "train drivers", "Rail Staff Association", "trains"],
  ["conductors", "rail guards", "Rail Staff Association", "trains"],
  ["signallers", "rail signallers", "Signal and Track Union", "trains"],
  ["pilots", "airline pilots", "Flight Crew Federation", "flights"],
  ["baggage handlers", "airport staff", "Ground Workers Union", "flights"],
  ["deckhands", "ferry crews", "Seafarers League", "ferries"],
] as const;

/** A transport strike: called, called off, or settled. */
export function transport(d: Desk): Telling {
  const [from, to] = [d.town(), d.town()];
  const [staff, alias, union, vehicles] = d.pick(WORKERS);
  const ending = d.pick(["ahead", "ahead", "off"] as const);
  const [members, cancelled, days] = [d.between(11, 89) * 100, d.between(21, 98) * 10, d.between(2, 6)];
  const [offer, asked] = [d.between(2, 4), d.between(6, 11)];
  const reason = d.pick([
    [`The union wants a rise of ${asked}% and has rejected ${offer}%.`, "pay"],
    [`The union objects to plans to remove ${d.between(2, 9) * 10} posts.`, "job cuts"],
    [`The union says rosters leave ${staff} exhausted.`, "working hours"],
    ["The union says pension contributions have been frozen for years.", "pensions"],
  ] as const);
  const [leader, manager, day] = [d.person(), d.person(), d.day()];
  const off = ending === "off";

  return {
    lead: d.say(
      `Passengers between ${from.name} and ${to.name} waited anxiously on ${day} for news of the dispute.`,
      `Talks between the ${union} and managers went on until the early hours of ${day}.`,
      `Departure boards at ${from.name} were being watched closely on ${day}.`,
    ),
    facts: [
      off
        ? d.say(
            `The ${count(days)} days of action by ${staff} will not now go ahead, said ${leader.name} of the ${union}.`,
            `${leader.name} of the ${union} told ${staff} to report for work as normal instead of stopping for ${count(days)} days.`,
          )
        : d.say(
            `${figure(members)} ${staff} who belong to the ${union} will stop work for ${count(days)} days from ${d.day()}.`,
            `${leader.name} of the ${union} said ${figure(members)} ${staff} would be out for ${count(days)} days.`,
          ),
      reason[0],
      off
        ? d.say(
            `An improved proposal arrived shortly before midnight.`,
            "A mediator had put forward new terms.",
          )
        : d.say(
            `${figure(cancelled)} ${vehicles} have been taken out of the timetable.`,
            `The operator expects ${figure(cancelled)} ${vehicles} not to run.`,
          ),
    ],
    colour: [
      d.say(
        `"Nobody wants this," said manager ${manager.name}.`,
        `Manager ${manager.name} called the demands unaffordable.`,
        `"The door is open," said ${manager.name}, for the operator.`,
      ),
      d.say(
        `"I need to get to my sister's wedding," said one traveller, ${d.person().name}.`,
        `Traveller ${d.person().name} had been at ${from.name} for ${count(d.between(3, 9))} hours.`,
      ),
      d.say(
        `A ballot in ${d.say("March", "May", "June")} showed ${d.between(61, 97)}% in favour of action.`,
        `It would be the ${d.say("third", "fourth", "fifth")} stoppage in ${count(d.between(2, 4))} years.`,
      ),
      d.say(
        `Hotels near ${to.name} raised prices by ${d.between(11, 48)}%.`,
        `Coach firms sold ${figure(d.between(2, 9) * 1000)} extra seats.`,
      ),
      d.say(
        "Refunds can be claimed for a month.",
        `Roadworks on the ${d.road()} have been postponed.`,
        "The minister has declined to step in.",
      ),
    ],
    summary: off
      ? d.say(
          `A ${count(days)}-day strike by ${alias} over ${reason[1]} has been called off after late talks.`,
          `${capital(alias)} have suspended a ${count(days)}-day strike over ${reason[1]} after a new offer.`,
        )
      : cancelled > 490
        ? d.say(
            `${capital(rounded(cancelled))} ${vehicles} have been cancelled as ${alias} strike over ${reason[1]}.`,
            `A strike by ${alias} over ${reason[1]} has led to the cancellation of ${rounded(cancelled)} ${vehicles}.`,
          )
        : d.say(
            `${capital(alias)} are to strike for ${count(days)} days over ${reason[1]}.`,
            `A ${count(days)}-day strike by ${alias} over ${reason[1]} is to go ahead.`,
          ),
  };
}
