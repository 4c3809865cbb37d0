import type { Parameters } from "../../harness/models/index.ts";
import { spectrumOf } from "./matrices/index.ts";
import { accuracyAt, relativeError } from "./metric.ts";
import type { World } from "./world.ts";

/**
 * Accuracy of greedy predictions on the test set: `accuracy` at the headline tolerance, `accuracy at 2 %` and so on at each, and
 * `easy` and `hard`, the headline accuracy on the half of the test set with the larger and the smaller Σ|λ|.
 */
export async function evaluateModel(world: World, parameters: Parameters): Promise<Record<string, number>> {
  const { laboratory, test, setting } = world;
  const { codec } = laboratory;
  const { symbols } = await laboratory.decode(parameters, codec.encodeSources(test), { kind: "greedy" });
  const errors = Float64Array.from({ length: test.count }, (_, index) =>
    relativeError(codec.decodeTarget(symbols, index * codec.targetLength), spectrumOf(test, index)),
  );
  const at = Object.fromEntries(setting.tolerances.map((t) => [`accuracy${100 * t}`, accuracyAt(errors, t)]));
  return { accuracy: accuracyAt(errors, setting.tolerance), ...at };
}
