import { playRegime } from "../../../harness/loop/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { type RuleName, ruleSelector, rules, unlimitedFeedback } from "../../../harness/selection/index.ts";
import type { StudyContext } from "../../../harness/study/index.ts";
import { weightsOf } from "../generator.ts";
import { openInstance } from "../instance.ts";
import type { Vector } from "../linear/vector.ts";
import type { Setting } from "../settings.ts";

/** A recursion of the benchmark's own kind, under numbers of a study. */
export interface Playing {
  readonly setting: Setting;
  readonly keep: number;
  readonly rounds: number;
}

/** Plays a rule under `replace`, and gives the weights of G0 and of every student; `selection` is the rule's own luck. */
export async function weightsByRound(
  { setting, keep, rounds }: Playing,
  rule: RuleName,
  random: RandomStream,
  selection: RandomStream,
  { artifacts, device }: Pick<StudyContext<unknown>, "artifacts" | "device">,
): Promise<readonly Vector[]> {
  const place = { setting, tier: "study", rounds, seed: 0, random, artifacts, common: artifacts, device };
  await using instance = await openInstance(place);
  const generator = await instance.generator();
  const played = await playRegime(
    {
      instance,
      artifacts,
      selector: ruleSelector(rules[rule], ({ round }) => selection.split(round)),
      streams: ["gaussian-mixture", "study"],
      rounds,
      budget: { keep, feedback: unlimitedFeedback(instance.verifiers) },
      generation: { temperature: { default: 1, min: 0, max: 1 } },
    },
    "replace",
    generator,
  );
  if (played.failure !== undefined) throw played.failure.error;
  return [generator, ...played.rounds.map(({ student }) => student)].map((student) =>
    weightsOf(student.save()),
  );
}
