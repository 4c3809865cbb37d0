/**
 * News: articles summarized in one sentence by small transformers that learn from what a strategy kept.
 * In: `task.yaml`, and the newsroom or a stored corpus (`data/`). Out: the benchmark (`instance.ts`), scored with ROUGE-1.
 * Everything is a function of the tier's numbers, the seed and the corpus, and repeats to the last bit on one machine.
 */
import { defineTask } from "../../harness/task/index.ts";
import { addCommands } from "./commands/index.ts";
import { fitCorpusHash } from "./data/index.ts";
import { openInstance } from "./instance.ts";
import { replicate } from "./replication/replicate.ts";
import { replicationSchema } from "./replication/settings.ts";
import { settingSchema } from "./settings.ts";
import { storedNotes } from "./stored.ts";

export const task = defineTask({
  setting: settingSchema,
  open: openInstance,
  dataHash: async (name, folder) => fitCorpusHash(folder, name),
  dataNotes: storedNotes,
  replication: { setting: replicationSchema, seeds: ({ seeds }) => seeds, measure: replicate },
  commands: addCommands,
});
