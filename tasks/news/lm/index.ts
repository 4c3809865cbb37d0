/**
 * News on language models: the news task whose base, generator, students and verifiers are models of the Llama family.
 * In: `task.yaml`, the newsroom or a stored corpus, and a language model: made here (`made.ts`), a folder in the hub's layout, one that an
 * outside trainer trains, or one that is asked as it is, behind a server or in a GGUF file.
 * Out: the benchmark, with the judge and the metrics of `news`.
 */
import { defineTask } from "../../../harness/task/index.ts";
import { fitCorpusHash } from "../data/index.ts";
import { modelHash } from "./identity.ts";
import { openInstance } from "./instance.ts";
import { languageSettingSchema } from "./settings.ts";

export const task = defineTask({
  setting: languageSettingSchema,
  open: openInstance,
  dataHash: async (name, folder) => fitCorpusHash(folder, name),
  modelHash,
});
