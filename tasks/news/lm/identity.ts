import { canonicalHash, hashOfFile } from "../../../harness/artifacts/index.ts";
import { BenchError } from "../../../harness/errors/index.ts";
import { identityOf } from "../../../harness/models/language/index.ts";
import type { ModelOrigin, ModelSource } from "../../../harness/task/index.ts";

/** What a model is: its weights, tokenizer and configuration; of a server only its address and the model's name there can be known. */
export async function modelHash(origin: ModelOrigin): Promise<string> {
  const own = await ownHash(origin);
  if (!("verifier" in origin) || origin.verifier === undefined) return own;
  return canonicalHash({ model: own, verifier: await ownHash(origin.verifier) });
}

async function ownHash(origin: ModelOrigin): Promise<string> {
  switch (origin.form) {
    case "hub":
      return canonicalHash(await identityOf(origin.folder));
    case "trainer":
      return canonicalHash({ base: await identityOf(origin.folder), trainer: origin.command });
    case "gguf":
      return canonicalHash({ gguf: await hashOfFile(origin.file) });
    case "server":
      return canonicalHash({ server: origin.address, served: origin.served ?? null });
  }
}

/** Holds a model against what it was when the run was planned, and named its results by it. Throws `model-changed`. */
export async function checkUnchanged({ origin, name, hash }: ModelSource): Promise<void> {
  const found = await modelHash(origin);
  if (found === hash) return;
  throw new BenchError("the model's files are not what they were when the run began", {
    code: "model-changed",
    blame: "environment",
    where: name,
    expected: hash,
    received: found,
    mend: "Start the run again: it is then the run of the model that is there now.",
  });
}
