import { type Device, type HostTensor, openDevice } from "../../harness/engine/index.ts";
import {
  type Candidates,
  type Decoder,
  type Decoding,
  openDecoder,
  type Parameters,
  type TransformerConfig,
} from "../../harness/models/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import { type SequenceCodec, type SequenceSetting, sequenceCodec } from "./encoding/index.ts";
import { modelConfig } from "./model.ts";
import { openScorer, type Scorer } from "./scoring.ts";
import type { ModelSetting, TrainingSetting } from "./settings.ts";
import { type Examples, type Trained, trainModel } from "./training.ts";

/** What decides the models of a tier. */
export interface LaboratorySetting extends SequenceSetting {
  readonly model: ModelSetting;
  readonly training: TrainingSetting;
}

/** Trains, decodes and scores with models of one shape on one device; programs are compiled once and kept. */
export interface Laboratory extends AsyncDisposable {
  readonly codec: SequenceCodec;
  readonly config: TransformerConfig;
  train(examples: Examples, random: RandomStream, training?: TrainingSetting): Promise<Trained>;
  /** Candidates for int32 sources `[n, sourceLength]`; sampling needs `random`. */
  decode(
    parameters: Parameters,
    sources: Int32Array,
    decoding: Decoding,
    random?: RandomStream,
  ): Promise<Candidates>;
  /** Natural log-probability of each target given its source. */
  score(parameters: Parameters, sources: Int32Array, targets: Int32Array): Promise<Float64Array>;
}

/** Rows that are scored in one run. */
const scoredRows = 1024;

/** Opens a device by name; one thread on `cpu`, so that results do not depend on the number of cores. */
export async function openLaboratory(deviceName: string, setting: LaboratorySetting): Promise<Laboratory> {
  const codec = sequenceCodec(setting);
  const config = modelConfig(codec, setting.model);
  const device = await openDevice(deviceName as Device["info"]["name"], { threads: 1 });
  const decoders = new Map<string, Decoder>();
  let scorer: Scorer | undefined;

  async function decoderOf(decoding: Decoding): Promise<Decoder> {
    const key = JSON.stringify(decoding);
    const decoder = decoders.get(key) ?? (await openDecoder(device, config, decoding));
    decoders.set(key, decoder);
    return decoder;
  }

  return {
    codec,
    config,
    train: (examples, random, training = setting.training) =>
      trainModel(device, config, training, examples, random),
    async decode(parameters, sources, decoding, random) {
      return (await decoderOf(decoding)).decode(parameters, asRows(sources, config.sourceLength), random);
    },
    async score(parameters, sources, targets) {
      scorer ??= await openScorer(device, config, scoredRows);
      return scorer.score(parameters, sources, targets);
    },
    [Symbol.asyncDispose]: () => device[Symbol.asyncDispose](),
  };
}

function asRows(data: Int32Array, width: number): HostTensor {
  return { dtype: "int32", shape: [data.length / width, width], data };
}
