import { type Device, type DeviceName, openDevice } from "../../harness/engine/index.ts";
import {
  initialiseTransformer,
  type Parameters,
  type TransformerConfig,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import type { Examples } from "./model/examples.ts";
import { type Judge, openJudge } from "./model/judge.ts";
import { modelConfig } from "./model/shape.ts";
import { openTeacher, type Teacher, type Trained } from "./model/training.ts";
import { openWriter, type Writer } from "./model/writer.ts";
import type { Setting } from "./settings.ts";

/** Everything compiled for the models of one seed: they are trained, write and judge here. */
export interface Workshop extends AsyncDisposable {
  readonly config: TransformerConfig;
  readonly writer: Writer;
  judge(): Promise<Judge>;
  /** Trains a fresh model; `random` decides where it starts and the order of the examples. */
  train(examples: Examples, random: RandomStream): Promise<Trained>;
}

/** A workshop on a device; programs are compiled when first needed. */
export async function openWorkshop(
  deviceName: string,
  setting: Setting,
  vocabulary: number,
): Promise<Workshop> {
  const config = modelConfig(setting.model, vocabulary);
  transformerParameterSpecs(config);
  // One thread, because sums of several depend on how many there are.
  const device = await openDevice(deviceName as DeviceName, { threads: 1 });
  const writer = openWriter(device, config, setting.rowsPerRun);
  const teacher = once((start: Parameters) => openTeacher(device, config, setting.training, start));
  const judge = once(() => openJudge(device, config, setting.rowsPerRun));

  async function train(examples: Examples, random: RandomStream): Promise<Trained> {
    const start = initialiseTransformer(config, random.split("start"));
    return (await teacher.get(start)).train(start, examples, random.split("order"));
  }

  return {
    config,
    writer,
    judge: () => judge.get(undefined),
    train,
    [Symbol.asyncDispose]: () => closeAll(device, writer, teacher, judge),
  };
}

interface Once<Input, Output> {
  get(input: Input): Promise<Output>;
  /** What was made, if anything was. */
  made(): Promise<Output> | undefined;
}

function once<Input, Output>(make: (input: Input) => Promise<Output>): Once<Input, Output> {
  let made: Promise<Output> | undefined;
  return {
    get(input) {
      made ??= make(input);
      return made;
    },
    made: () => made,
  };
}

async function closeAll(
  device: Device,
  writer: Writer,
  teacher: Once<Parameters, Teacher>,
  judge: Once<undefined, Judge>,
): Promise<void> {
  await writer[Symbol.asyncDispose]();
  await (await teacher.made())?.[Symbol.asyncDispose]();
  await (await judge.made())?.[Symbol.asyncDispose]();
  await device[Symbol.asyncDispose]();
}
