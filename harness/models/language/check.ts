import { type DescribedModel, describeLanguageModel } from "./language-model.ts";
import { type CheckedWeights, checkWeights } from "./weights.ts";

/** What a folder's model is like; every file that is used was read. */
export type CheckedModel = DescribedModel & CheckedWeights;

/**
 * Checks a model in the hub's layout in memory that its largest tensor bounds: whatever `openLanguageModel` would throw is
 * thrown. `progress` is told the share of the tensors that is done.
 */
export async function checkLanguageModel(
  folder: string,
  progress: (share: number) => void = () => {},
): Promise<CheckedModel> {
  // A symbol to start with is the business of whoever uses the model.
  const described = await describeLanguageModel(folder, { sourceLength: 1, targetLength: 1, start: 0 });
  return { ...described, ...(await checkWeights(folder, described.config, progress)) };
}
