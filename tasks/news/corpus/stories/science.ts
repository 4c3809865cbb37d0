import type { Desk } from "../desk.ts";
import { capital, count, figure, fraction, rounded } from "../numbers.ts";
import type { Telling } from "../telling.ts";

const FINDINGS = [
  {
    habit: "walked for half an hour every day",
    short: "walking daily",
    outcome: "heart attacks",
    risk: "heart disease",
    healthy: true,
  },
  {
    habit: "slept for less than five hours",
    short: "sleeping badly",
    outcome: "strokes",
    risk: "stroke",
    healthy: false,
  },
  {
    habit: "ate oily fish twice a week",
    short: "eating fish",
    outcome: "memory problems",
    risk: "dementia",
    healthy: true,
  },
  {
    habit: "lived beside a busy road",
    short: "traffic noise",
    outcome: "blood pressure problems",
    risk: "heart disease",
    healthy: false,
  },
  {
    habit: "sang in a choir",
    short: "singing together",
    outcome: "episodes of low mood",
    risk: "depression",
    healthy: true,
  },
  {
    habit: "drank four cups of coffee a day",
    short: "drinking coffee",
    outcome: "liver complaints",
    risk: "liver failure",
    healthy: true,
  },
  {
    habit: "skipped breakfast",
    short: "missing breakfast",
    outcome: "blood sugar problems",
    risk: "diabetes",
    healthy: false,
  },
  { habit: "kept a dog", short: "owning a dog", outcome: "asthma attacks", risk: "asthma", healthy: true },
  {
    habit: "worked night shifts",
    short: "working nights",
    outcome: "broken hips",
    risk: "brittle bones",
    healthy: false,
  },
  {
    habit: "played a musical instrument",
    short: "playing music",
    outcome: "memory problems",
    risk: "dementia",
    healthy: true,
  },
] as const;

/** A health study: habit, outcome, size, years, and whether the risk rose or fell. */
export function science(d: Desk): Telling {
  const finding = d.pick(FINDINGS);
  const [people, years, effect] = [
    d.between(21, 96) * 100 * (d.chance(0.4) ? 10 : 1),
    d.between(3, 24),
    d.between(12, 76),
  ];
  const lower = d.chance(0.85) === finding.healthy;
  const [leader, critic] = [d.person(), d.person()];
  const university = d.university();
  const day = d.workday();

  return {
    lead: d.say(
      `A team at ${university} has published the results of a project that began ${count(years)} years ago.`,
      `Findings released on ${day} by ${university} may surprise family doctors.`,
      `Researchers led by ${leader.name} of ${university} have been following volunteers since they were students.`,
      `${capital(university)} reported on ${day} the outcome of one of the longest projects of its kind.`,
    ),
    facts: [
      d.say(
        `The team followed ${figure(people)} adults for ${count(years)} years.`,
        `${figure(people)} adults filled in a questionnaire each year for ${count(years)} years.`,
      ),
      d.say(
        `Those who ${finding.habit} were ${effect}% ${lower ? "less" : "more"} likely to suffer ${finding.outcome} than the rest.`,
        `Among volunteers who ${finding.habit}, ${finding.outcome} were ${effect}% ${lower ? "rarer" : "more common"}.`,
      ),
    ],
    colour: [
      d.say(
        `"We did not expect an effect of this size," said ${leader.name}.`,
        `${leader.name} warned that the work did not prove a cause.`,
        `"The message for patients is simple," ${leader.name} said.`,
      ),
      d.say(
        `${critic.name}, who was not involved, called for larger trials.`,
        `"Other habits may explain it," said ${critic.name} of ${d.university()}.`,
        `${critic.name}, a statistician, praised the careful design.`,
      ),
      d.say(
        `Smokers, who made up ${d.between(9, 19)}% of the group, were counted separately.`,
        `The average age at the start was ${d.between(31, 58)}.`,
        `${figure(d.between(2, 9) * 100)} people left before the end.`,
      ),
      d.say(
        `The project cost ${d.between(2, 9)} million crowns.`,
        "It was paid for by the health ministry.",
        `Money came from a trust set up in ${d.between(1931, 1988)}.`,
      ),
      d.say(
        `A smaller study in ${d.between(2003, 2018)} of ${d.between(2, 9) * 100} nurses had found no effect.`,
        `Earlier work in mice pointed to a figure of ${d.between(5, 11)}%.`,
      ),
      d.say(
        "Differences in income and diet were taken into account.",
        `The results appear in a journal on ${d.day()}.`,
      ),
    ],
    summary:
      effect > 34
        ? d.say(
            `${capital(finding.short)} may ${lower ? "cut" : "raise"} the risk of ${finding.risk} by ${fraction(effect)}, a study suggests.`,
            `Scientists say ${finding.short} could ${lower ? "cut" : "raise"} the risk of ${finding.risk} by ${fraction(effect)}.`,
          )
        : d.say(
            `A study of ${rounded(people)} people has linked ${finding.short} to ${lower ? "a lower" : "a higher"} risk of ${finding.risk}.`,
            `People face ${lower ? "a lower" : "a higher"} risk of ${finding.risk} after ${finding.short}, a study of ${rounded(people)} people has found.`,
          ),
  };
}
