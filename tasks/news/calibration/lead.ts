import { openLibrary } from "../library.ts";
import { rouge } from "../rouge/index.ts";
import type { Setting } from "../settings.ts";

/** Mean ROUGE-1 F of the test articles' first sentences, for each seed: what needs no model. */
export async function leadBaseline(setting: Setting, seeds: readonly number[]): Promise<readonly number[]> {
  return Promise.all(
    seeds.map(async (seed) => {
      const { test } = await openLibrary(setting, seed, undefined);
      const scores = test.map(({ input, output }) => {
        const [lead] = input.split(/(?<=[.!?]["”]?) /);
        return rouge(lead!, output, { types: ["rouge1"] }).rouge1.fMeasure;
      });
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    }),
  );
}
