/**
 * News on language models: the news task whose base, generator, students and verifiers are models of the Llama family.
 * In: `task.yaml`, the newsroom or a stored corpus, and a language model: made here (`made.ts`), a folder in the hub's layout, one that an
 * outside trainer trains, or one that is asked as it is, behind a server or in a GGUF file.
 * Out: the benchmark, with the judge and the metrics of `news`.
 */
import { canonicalHash } from "../../../harness/artifacts/index.ts";
import { digestsOf } from "../../../harness/inbound/index.ts";
import { identityOf } from "../../../harness/models/language/index.ts";
import { defineTask, type ModelOrigin } from "../../../harness/task/index.ts";
import { fitCorpusHash } from "../data/index.ts";
import { openInstance } from "./instance.ts";
import { languageSettingSchema } from "./settings.ts";

export const task = defineTask({
  setting: languageSettingSchema,
  open: openInstance,
  dataHash: async (name, folder) => fitCorpusHash(folder, name),
  modelHash,
});

/** Of weights, tokenizer and configuration; of a server only its address and the model's name there can be known. */
async function modelHash(origin: ModelOrigin): Promise<string> {
  switch (origin.form) {
    case "hub":
      return canonicalHash(await identityOf(origin.folder));
    case "trainer":
      return canonicalHash({ base: await identityOf(origin.folder), trainer: origin.command });
    case "gguf":
      return canonicalHash({ gguf: (await digestsOf(origin.file)).sha256 });
    case "server":
      return canonicalHash({ server: origin.address, served: origin.served ?? null });
  }
}
