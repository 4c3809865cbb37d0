import { type Bundle, vectorArray } from "../../harness/artifacts/index.ts";
import { BenchError } from "../../harness/errors/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import type { Decoding, RoundPosition, Student } from "../../harness/task/index.ts";
import { type LabelledInputs, labelOf, margins } from "./linear/examples.ts";
import { calibratedSlope, proposedLabels } from "./linear/link.ts";
import { angle, type Vector } from "./linear/vector.ts";
import { LabelPool } from "./pool.ts";

/** What every generator of one seed shares: the data it meets, and the truth it is measured against. */
export interface World {
  readonly mean: Vector;
  /** Real examples kept out of training: they turn margins into probabilities. */
  readonly calibration: LabelledInputs;
  readonly test: LabelledInputs;
  /** The inputs of a round with their true labels. */
  inputs(position: RoundPosition): LabelledInputs;
  /** Decides a round's labels; the same for every generator, so that strategies meet the same luck. */
  luck(position: RoundPosition): RandomStream;
}

/** The linear classifier with these weights; its labels are drawn from its calibrated probabilities. */
export function linearGenerator(world: World, weights: Vector): Student {
  let slope: number | undefined;

  function calibrated(): number {
    slope ??= calibratedSlope(margins(world.calibration, weights), world.calibration.labels);
    return slope;
  }

  return {
    async propose(position, decoding) {
      const examples = world.inputs(position);
      const logits = margins(examples, weights).map((margin) => calibrated() * margin);
      const { labels, logprobs } = proposedLabels(logits, temperatureOf(decoding), world.luck(position));
      return new LabelPool(examples, labels, logprobs);
    },
    async evaluate() {
      return { accuracy: accuracyOf(world.test, weights), angle: angle(weights, world.mean) };
    },
    save: () => ({ arrays: { weights: vectorArray(weights) }, metadata: {} }),
  };
}

/** 0 is greedy. Throws when the harness did not fill in the task's default. */
function temperatureOf({ temperature }: Decoding): number {
  if (typeof temperature === "number") return temperature;
  throw new BenchError("no temperature was given to the generator", {
    code: "decoding-missing",
    blame: "harness",
    expected: "a number under `temperature`",
    mend: "Fill in the tier's `generation` defaults before proposing.",
  });
}

/** The weights a generator was saved with. */
export function weightsOf(bundle: Bundle): Vector {
  return Float64Array.from(bundle.arrays["weights"]!.data);
}

/** Share of examples whose label the classifier gives. */
export function accuracyOf(examples: LabelledInputs, weights: Vector): number {
  const right = margins(examples, weights).reduce(
    (count, margin, row) => count + Number(labelOf(margin) === examples.labels[row]),
    0,
  );
  return right / examples.count;
}
