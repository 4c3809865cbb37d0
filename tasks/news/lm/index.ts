/**
 * News on language models: the news task whose base, generator, students and verifiers are models of the Llama family.
 * In: `task.yaml`, the newsroom or a stored corpus, and a language model: made here (`made.ts`), or a folder in the hub's layout.
 * Out: the benchmark, with the judge and the metrics of `news`.
 */
import { canonicalHash } from "../../../harness/artifacts/index.ts";
import { identityOf } from "../../../harness/models/language/index.ts";
import { defineTask } from "../../../harness/task/index.ts";
import { fitCorpusHash } from "../data/index.ts";
import { openInstance } from "./instance.ts";
import { languageSettingSchema } from "./settings.ts";

export const task = defineTask({
  setting: languageSettingSchema,
  open: openInstance,
  dataHash: async (name, folder) => fitCorpusHash(folder, name),
  modelHash: async (folder) => canonicalHash(await identityOf(folder)),
});
