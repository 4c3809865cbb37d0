import { type BenchError, explain } from "../errors/index.ts";
import type { Observation } from "./contract.ts";

/** A file of a tier's results that cannot be read, or is not where it belongs. */
export function unread(problem: BenchError, tier: string): Observation {
  return { grade: "wrong", where: problem.where ?? tier, what: explain(problem) };
}
