import { z } from "zod";
import { BenchError } from "../errors/index.ts";

const proposingSchema = z.object({
  /** `sample`: the greedy candidate and then drawn ones; `greedy`: that one alone; `beam`: the likeliest ones a beam search finds. */
  search: z.enum(["sample", "greedy", "beam"]),
  /** For each source, unless the search is greedy. */
  candidates: z.int().positive(),
  temperature: z.number().positive(),
  /** Share of the probability that is drawn from, likeliest symbols first. */
  topP: z.number().positive().max(1),
});

/** How a pool's candidates are found, as a strategy may choose it. */
export type Proposing = z.infer<typeof proposingSchema>;

/** A strategy's choices by name, or the task's defaults for them. Throws `decoding-missing` when the harness left one out. */
export function proposingOf(choices: Readonly<Record<string, number | string>>): Proposing {
  const proposing = proposingSchema.safeParse(choices);
  if (proposing.success) return proposing.data;
  throw new BenchError("the generator was not told how to propose", {
    code: "decoding-missing",
    blame: "harness",
    where: proposing.error.issues.map(({ path }) => path.join(".")).join(", "),
    expected: "`search`, `candidates`, `temperature` and `topP`",
    mend: "Fill in the tier's `generation` defaults before proposing.",
  });
}
