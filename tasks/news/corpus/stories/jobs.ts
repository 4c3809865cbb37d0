import type { Desk } from "../desk.ts";
import { capital, count, figure, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const REASONS_CUT = [
  ["orders have moved overseas", "falling orders"],
  ["robots now do much of the work", "automation"],
  ["its gas and electricity bills have tripled", "soaring energy costs"],
  ["customers have gone online", "the move to online shopping"],
  ["it is to merge with a rival", "a merger"],
] as const;
const REASONS_GROW = [
  ["it has won a contract worth more than a billion crowns", "a record contract"],
  ["orders from abroad have doubled", "booming exports"],
  ["a government grant will pay part of the bill", "state aid"],
  ["it is bringing work home from overseas", "a return of work from abroad"],
] as const;

/** Jobs lost or created by one firm at two sites. */
export function jobs(d: Desk): Telling {
  const firm = d.firm();
  const [first, second] = [d.town(), d.town()];
  const grow = d.chance(0.4);
  const [here, there] = [d.between(11, 69) * 10, d.between(6, 48) * 10];
  const total = here + there;
  const [reason, short] = d.pick<readonly [string, string]>(grow ? REASONS_GROW : REASONS_CUT);
  const [boss, worker, delegate, day] = [d.person(), d.person(), d.person(), d.workday()];
  const closes = !grow && d.chance(0.5);

  return {
    lead: d.say(
      `Staff at ${firm.name} were called to a meeting in ${first.name} on ${day} and told what the coming year would bring.`,
      `There was ${grow ? "applause" : "silence"} in the canteen of ${firm.name} in ${first.name} on ${day}.`,
      `${firm.name} announced its plans for the works in ${first.name} on ${day}.`,
    ),
    facts: [
      grow
        ? d.say(
            `It will hire ${figure(here)} workers in ${first.name} and ${figure(there)} in ${second.name}.`,
            `The plan is for ${figure(here)} new posts in ${first.name}, with ${figure(there)} to follow in ${second.name}.`,
          )
        : d.say(
            `It will shed ${figure(here)} workers in ${first.name} and ${figure(there)} in ${second.name}.`,
            `${figure(here)} posts will go in ${first.name} and ${figure(there)} in ${second.name}.`,
          ),
      ...(closes
        ? [
            d.say(
              `The gates in ${second.name} will be locked for good in ${count(d.between(3, 11))} months.`,
              `Nothing will be produced in ${second.name} after the summer.`,
            ),
          ]
        : []),
      d.say(`Managers said ${reason}.`, `The company explained that ${reason}.`),
    ],
    colour: [
      d.say(
        `"This was ${grow ? "an easy" : "the hardest"} decision of my career," said managing director ${boss.name}.`,
        `Managing director ${boss.name} met the mayor before the announcement.`,
      ),
      d.say(
        `${worker.name}, who has worked there for ${d.between(11, 38)} years, learned of it from the radio.`,
        `"My father and grandfather worked here," said ${worker.name}, a fitter.`,
      ),
      d.say(
        `Union delegate ${delegate.name} asked for guarantees in writing.`,
        `"We will look at every line," said union delegate ${delegate.name}.`,
      ),
      d.say(
        `The company has ${count(d.between(4, 19))} other sites and ${figure(d.between(5, 29) * 1000)} employees.`,
        `It made ${firm.product} worth ${d.between(2, 9)} billion crowns last year.`,
      ),
      d.say(
        `Unemployment in ${first.region} stands at ${d.between(3, 11)}%.`,
        `A paper mill in ${d.town().name} took on ${d.between(3, 9) * 10} people last month.`,
      ),
      d.say(
        `The site in ${first.name} opened in ${d.between(1948, 1996)}.`,
        "Consultation will last for 45 days.",
      ),
    ],
    summary: grow
      ? d.say(
          `The ${firm.trade} ${firm.name} is to create ${rounded(total)} jobs thanks to ${short}.`,
          `${capital(rounded(total))} jobs are to be created by the ${firm.trade} ${firm.name} thanks to ${short}.`,
        )
      : closes
        ? d.say(
            `The ${firm.trade} ${firm.name} is to cut ${rounded(total)} jobs and close its ${second.name} factory.`,
            `${firm.name}, the ${firm.trade}, is to close its factory in ${second.name} with ${rounded(total)} job losses in all.`,
          )
        : d.say(
            `The ${firm.trade} ${firm.name} is to cut ${rounded(total)} jobs, blaming ${short}.`,
            `${capital(rounded(total))} jobs are to be lost at the ${firm.trade} ${firm.name} because of ${short}.`,
          ),
  };
}
