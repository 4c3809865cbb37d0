import { accuracyAt } from "../metric.ts";
import type { ReplicationSetting } from "./settings.ts";
import type { Measures, Setup } from "./setup.ts";

/** How one of an input's beams is chosen (the paper's Table 1). */
export const choices = ["self-selected", "oracle-selected"] as const;
export type BeamChoice = (typeof choices)[number];

/** Name of an accuracy among `measureBeams`' numbers. */
export function beamMeasure(width: number, choice: BeamChoice, tolerance: number): string {
  return `${width} ${choice} ${tolerance}`;
}

/**
 * Accuracy of the likeliest of so many beams, and of the one nearest to the truth, at each tolerance, on the first test matrices.
 * One beam is the greedy prediction.
 */
export async function measureBeams(
  setup: Setup,
  width: number,
  setting: ReplicationSetting,
): Promise<Measures> {
  const { instance, generator } = setup;
  const pool = await generator.write(instance.test.slice(0, setting.beams.inputs), {
    kind: "beam",
    beams: width,
  });
  const likeliest = Float64Array.from({ length: pool.items }, (_, input) => pool.measureOf(input, 0));
  const nearest = Float64Array.from({ length: pool.items }, (_, input) =>
    Math.min(...Array.from({ length: pool.candidatesOf() }, (__, beam) => pool.measureOf(input, beam))),
  );
  const errors: { readonly [C in BeamChoice]: Float64Array } = {
    "self-selected": likeliest,
    "oracle-selected": nearest,
  };
  return Object.fromEntries(
    choices.flatMap((choice) =>
      setting.setting.tolerances.map((tolerance) => [
        beamMeasure(width, choice, tolerance),
        accuracyAt(errors[choice], tolerance),
      ]),
    ),
  );
}
