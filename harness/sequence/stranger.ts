import type { ArtifactStore } from "../artifacts/index.ts";
import type { Examples } from "../models/index.ts";
import type { Verify } from "../task/index.ts";
import type { Stranger } from "./contract.ts";
import { modelOf } from "./student.ts";
import { modelVerifier } from "./verifiers.ts";
import { openWorkshop, type WorkshopPlace } from "./workshop.ts";

/** A verifier that keeps a device of its own once it was asked. */
export interface StrangerVerifier extends AsyncDisposable {
  readonly verify: Verify;
}

/** The stranger at work: trained by the first cell of the seed that asks, and kept for the others. */
export function strangerOf<Input, Output>(
  place: WorkshopPlace<Input, Output> & { readonly artifacts: ArtifactStore },
  { recipe, random }: Stranger,
  real: () => Examples,
): StrangerVerifier {
  let opened: ReturnType<typeof open> | undefined;

  async function open() {
    const workshop = await openWorkshop(place, recipe);
    const train = async () => {
      const { parameters } = await workshop.learn(real(), random);
      return { arrays: workshop.kept(parameters), metadata: {} };
    };
    const bundle = await place.artifacts.bundle({ what: "verifier", name: "stranger" }, train);
    const { parameters } = await modelOf(bundle, workshop);
    return { workshop, verify: modelVerifier(workshop, async () => parameters) };
  }

  return {
    async verify(pool, list) {
      opened ??= open();
      return (await opened).verify(pool, list);
    },
    async [Symbol.asyncDispose]() {
      await (await opened)?.workshop[Symbol.asyncDispose]();
    },
  };
}
