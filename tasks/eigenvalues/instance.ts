import type { Proposing } from "../../harness/models/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import {
  openSequenceTask,
  type Pair,
  type SequenceData,
  type SequenceInstance,
} from "../../harness/sequence/index.ts";
import { onceEach, type TaskContext } from "../../harness/task/index.ts";
import { round3 } from "./decimal.ts";
import { type Guess, sequenceCodec } from "./encoding/index.ts";
import { accuracies } from "./evaluation.ts";
import { spectrumJudge } from "./judge.ts";
import { drawMatrices, rowsOf, type SymmetricMatrix } from "./matrices/index.ts";
import { recipeOf } from "./model.ts";
import type { Setting } from "./settings.ts";

/** The benchmark of one tier and seed. */
export function openInstance(
  context: TaskContext<Setting>,
): Promise<SequenceInstance<SymmetricMatrix, Guess>> {
  const { setting, random } = context;
  const codec = sequenceCodec({ size: setting.matrices.size, ...setting });
  return openSequenceTask<SymmetricMatrix, Guess>(
    {
      codec,
      judge: spectrumJudge(setting.tolerance),
      data: dataOf(setting, random),
      recipe: recipeOf(codec, setting),
      streams: {
        learner: (learner) =>
          learner === "generator" ? random.split(learner) : random.split("verifier", learner, "training"),
        student: ({ regime, round }) => random.split("student", regime, round),
        luck: (round) => random.split("guesses", round),
      },
      shown: rowsOf,
      metrics: (guesses, pairs) =>
        accuracies(
          guesses,
          pairs.map(({ input }) => input),
          setting,
        ),
      decoding: decodingOf(setting),
      verifiersScore: "output",
    },
    context,
  );
}

/** What nobody chooses; of one guess there is only the greedy one. */
function decodingOf({ candidates }: Setting): Partial<Proposing> {
  const choice = { candidates, topP: 1 };
  return candidates === 1 ? { ...choice, search: "greedy", temperature: 1 } : choice;
}

/** Fresh matrices for everything; the verifiers' are their own. */
function dataOf(setting: Setting, random: RandomStream): SequenceData<SymmetricMatrix, Guess> {
  const { matrices, real, test, pool, verifiers } = setting;
  const draw = (purpose: RandomStream, count: number) => pairsOf(drawMatrices(purpose, matrices, count));
  return {
    lessons: (learner) => ({
      pairs:
        learner === "generator"
          ? draw(random.split("real"), real)
          : draw(random.split("verifier", learner, "real"), verifiers[learner].real),
    }),
    inputs: onceEach((round) => draw(random.split("inputs", round), pool)),
    test: draw(random.split("test"), test),
  };
}

/** Matrices with their spectra as they are written: in three digits. */
export function pairsOf(matrices: readonly SymmetricMatrix[]): readonly Pair<SymmetricMatrix, Guess>[] {
  return matrices.map((input) => ({ input, output: input.eigenvalues.map(round3) }));
}
