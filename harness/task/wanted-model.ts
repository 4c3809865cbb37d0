import { BenchError } from "../errors/index.ts";
import { type Task, tierOf } from "./discover.ts";
import type { Tier, TierName } from "./file.ts";

/** The language model that a tier is made for. */
export type WantedModel = NonNullable<Tier["shown"]["model"]>;

/** The model that has to be brought in before a tier can be played; undefined where there is one, or none is wanted. */
export function wantedModel(task: Task, tier: TierName): WantedModel | undefined {
  return task.model === undefined ? tierOf(task, tier).shown.model : undefined;
}

/** How a model is brought in and named, as two commands' words. */
export function bringing({ name, trainer }: WantedModel): {
  readonly fetch: string;
  readonly options: string;
} {
  const trained = trainer === undefined ? "" : ` --trainer ${trainer}`;
  return { fetch: `model fetch ${name}`, options: `--model ${name}${trained}` };
}

/** Throws `model-missing` (blame usage) where a tier's model has not been named. */
export function assertModel(task: Task, tier: TierName): void {
  const wanted = wantedModel(task, tier);
  if (wanted === undefined) return;
  const { fetch, options } = bringing(wanted);
  throw new BenchError(`tier "${tier}" of ${task.name} has no language model of its own`, {
    code: "model-missing",
    blame: "usage",
    where: "--model",
    expected: `${wanted.name}, or another of its kind`,
    mend: `Fetch it with \`collapse-bench ${fetch}\`, and add ${options}.`,
  });
}
