import { openLibrary } from "../library.ts";
import { rouge } from "../rouge/index.ts";
import type { Setting } from "../settings.ts";

/** Mean ROUGE-1 F of the test articles' first sentences, for each seed: what needs no model. */
export async function leadBaseline(setting: Setting, seeds: readonly number[]): Promise<readonly number[]> {
  return Promise.all(
    seeds.map(async (seed) => {
      const { pairs } = (await openLibrary(setting, seed, undefined)).test;
      const scores = pairs.map(({ document, summary }) => {
        const [lead] = document.split(/(?<=[.!?]["”]?) /);
        return rouge(lead!, summary, { types: ["rouge1"] }).rouge1.fMeasure;
      });
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    }),
  );
}
