import type { Parameters } from "../../harness/models/index.ts";
import { type Matrices, spectrumOf } from "./matrices/index.ts";
import { accuracyAt, relativeError } from "./metric.ts";
import type { World } from "./world.ts";

/**
 * Accuracy of greedy predictions on the test set: `accuracy` at the headline tolerance, `accuracy5` at 5 % and so on for each, and
 * `easy` and `hard`, the headline accuracy on the halves of the test set with the larger and with the smaller Σ|λ|.
 */
export async function evaluateModel(
  { laboratory, reading: { codec }, test, setting }: World,
  parameters: Parameters,
): Promise<Record<string, number>> {
  const { symbols } = await laboratory.decode(parameters, codec.encodeSources(test), { kind: "greedy" });
  const errors = Float64Array.from({ length: test.count }, (_, index) =>
    relativeError(codec.decodeTarget(symbols, index * codec.targetLength), spectrumOf(test, index)),
  );
  const { tolerance, tolerances } = setting;
  const isHard = hardOnes(test);
  return {
    accuracy: accuracyAt(errors, tolerance),
    ...Object.fromEntries(tolerances.map((one) => [`accuracy${100 * one}`, accuracyAt(errors, one)])),
    easy: accuracyAt(
      errors.filter((_, index) => !isHard[index]),
      tolerance,
    ),
    hard: accuracyAt(
      errors.filter((_, index) => isHard[index]),
      tolerance,
    ),
  };
}

/** Whether a matrix is in the half with the smaller Σ|λ|, where the same digits make a larger relative error. */
function hardOnes(matrices: Matrices): readonly boolean[] {
  const sizes = Array.from({ length: matrices.count }, (_, index) =>
    spectrumOf(matrices, index).reduce((sum, value) => sum + Math.abs(value), 0),
  );
  const median = sizes.toSorted((a, b) => a - b)[sizes.length >> 1]!;
  return sizes.map((size) => size < median);
}
