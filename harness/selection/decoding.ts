import { type Decoding, type DecodingChoice, isAllowed } from "../task/index.ts";
import { StrategyFailure } from "./failure.ts";

type Choices = Readonly<Record<string, DecodingChoice>>;

/** Every choice at its default. */
export function defaultDecoding(choices: Choices): Decoding {
  return Object.fromEntries(Object.entries(choices).map(([name, choice]) => [name, choice.default]));
}

/** A strategy's answer to `plan`, or what its manifest says, completed by defaults. Throws `StrategyFailure` outside what the task offers. */
export function checkDecoding(choices: Choices, raw: Readonly<Record<string, unknown>>): Decoding {
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(choices, name))
      throw new StrategyFailure("unknown-choice", "names a decoding choice that this task does not offer", {
        expected: `only ${Object.keys(choices).join(", ") || "an empty object"}`,
        mend: "Use the names in `plan.choices`.",
      });
  }
  const checked = Object.entries(choices).map(([name, choice]) => [
    name,
    Object.hasOwn(raw, name) ? checkChoice(name, choice, raw[name]) : choice.default,
  ]);
  return Object.fromEntries(checked);
}

function checkChoice(name: string, choice: DecodingChoice, raw: unknown): number | string {
  if (isAllowed(choice, raw)) return raw;
  if ("values" in choice) throw outOfRange(name, `one of ${choice.values.join(", ")}`);
  const { min, max, integer = false } = choice;
  throw outOfRange(name, `${integer ? "an integer" : "a number"} from ${min} to ${max}`);
}

function outOfRange(name: string, expected: string): StrategyFailure {
  return new StrategyFailure("choice-out-of-range", `chose a value of "${name}" that is not allowed`, {
    expected,
    mend: "Keep to the ranges in `plan.choices`.",
  });
}
