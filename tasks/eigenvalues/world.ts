import type { ArtifactStore } from "../../harness/artifacts/index.ts";
import { type Examples, type Laboratory, openLaboratory } from "../../harness/models/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import type { RoundPosition } from "../../harness/task/index.ts";
import { type SequenceCodec, sequenceCodec } from "./encoding/index.ts";
import { drawMatrices, type Matrices } from "./matrices/index.ts";
import { modelConfig } from "./model.ts";
import type { Reading } from "./pool.ts";
import type { Setting } from "./settings.ts";

/** Everything of a seed that no strategy changes. */
export interface World extends AsyncDisposable {
  readonly setting: Setting;
  readonly laboratory: Laboratory;
  readonly reading: Reading;
  /** What G0 is trained on. */
  readonly real: Examples;
  readonly test: Matrices;
  /** The matrices of a round, the same in both regimes. */
  inputs(position: Pick<RoundPosition, "round">): Matrices;
  /** Draws a round's guesses; the same for every generator, so that strategies meet the same luck. */
  luck(position: Pick<RoundPosition, "round">): RandomStream;
}

export interface WorldContext {
  readonly setting: Setting;
  /** Root of all streams of the seed. */
  readonly random: RandomStream;
  readonly artifacts: ArtifactStore;
  readonly device: string;
}

/** Opens the device and draws the seed's data. */
export async function openWorld({ setting, random, artifacts, device }: WorldContext): Promise<World> {
  const codec = sequenceCodec({ size: setting.matrices.size, ...setting });
  const laboratory = await openLaboratory(device, modelConfig(codec, setting.model), {
    recipe: setting.training,
    artifacts,
  });
  const draw = (purpose: RandomStream, count: number) => drawMatrices(purpose, setting.matrices, count);
  // `accumulate` trains on the inputs of every earlier round.
  const rounds = new Map<number, Matrices>();
  return {
    setting,
    laboratory,
    reading: { codec, tolerance: setting.tolerance },
    real: examplesOf(codec, draw(random.split("real"), setting.real)),
    test: draw(random.split("test"), setting.test),
    inputs({ round }) {
      const matrices = rounds.get(round) ?? draw(random.split("inputs", round), setting.pool);
      rounds.set(round, matrices);
      return matrices;
    },
    luck: ({ round }) => random.split("guesses", round),
    [Symbol.asyncDispose]: () => laboratory[Symbol.asyncDispose](),
  };
}

/** Matrices with their own spectra, to learn from. */
export function examplesOf(codec: SequenceCodec, matrices: Matrices): Examples {
  return {
    count: matrices.count,
    sources: codec.encodeSources(matrices),
    targets: codec.encodeTargets(matrices),
  };
}
