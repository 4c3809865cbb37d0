import { type ArtifactStore, hashOfFile } from "../../../harness/artifacts/index.ts";
import { BenchError } from "../../../harness/errors/index.ts";
import { openGgufModel, openServer, serverKey, type TextModel } from "../../../harness/proposers/index.ts";
import type { AskedOrigin, Student, TaskInstance } from "../../../harness/task/index.ts";
import { type TextTask, textStudent, textVerifier } from "./texts.ts";

/** Opens a server's model, or a file's; `store` keeps its answers for all cells. Throws what `openServer` and `openGgufModel` throw. */
export async function openAsked(
  name: string,
  origin: AskedOrigin,
  store: Pick<ArtifactStore, "bundle">,
  device: string,
): Promise<TextModel> {
  if (origin.form === "gguf") {
    const id = await hashOfFile(origin.file);
    // One thread, as every cell has: others compute beside it.
    return openGgufModel({ file: origin.file, name, id, device, store, threads: 1 });
  }
  const { address, served } = origin;
  return openServer({ address, store, ...serverKey(), ...(served !== undefined && { model: served }) });
}

/** The task whose G0 and strong verifier are a model as it is; students start from the model that the task was opened with. */
export function withAsked(instance: TaskInstance, model: TextModel, task: TextTask): TaskInstance {
  const { id, name } = model.identity;
  const asked = (): Student => textStudent(model, task, () => ({ arrays: {}, metadata: { asked: id } }));
  return {
    ...withVerifier(instance, model, task),
    generator: async () => asked(),
    async restore(bundle) {
      const { asked: known } = bundle.metadata;
      if (known === undefined) return instance.restore(bundle);
      if (known === id) return asked();
      throw new BenchError("the generator that was kept is another model", {
        code: "model-changed",
        blame: "environment",
        where: name,
        mend: "Ask the model that was asked before, or start with an empty --cache.",
      });
    },
  };
}

/** The task whose strong verifier is a model as it is, which ends with it. */
export function withVerifier(instance: TaskInstance, model: TextModel, task: TextTask): TaskInstance {
  return {
    ...instance,
    verifiers: { ...instance.verifiers, strong: textVerifier(async () => model, task) },
    async [Symbol.asyncDispose]() {
      await model[Symbol.asyncDispose]();
      await instance[Symbol.asyncDispose]();
    },
  };
}
