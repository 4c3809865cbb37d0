import type { ArtifactStore } from "../../../harness/artifacts/index.ts";
import {
  llamaFamily,
  openLaboratory,
  type Parameters,
  type TransformerConfig,
} from "../../../harness/models/index.ts";
import {
  hubFiles,
  identityOfFiles,
  madeSymbols,
  type Tokenizer,
  type TokenizerFile,
  tokenizerOf,
  trainTokenizer,
  type WritableModel,
} from "../../../harness/models/language/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { exercisesOf, newsroomReading } from "../base/index.ts";
import type { Language } from "./language.ts";
import type { MadeSetting } from "./settings.ts";

/** Where the model is kept, and made. */
export interface MadePlace {
  /** What stands between an article and its summary. */
  readonly prompt: string;
  readonly common: ArtifactStore;
  readonly device: string;
}

/** The language model that the project makes itself: by whoever asks first, and kept for everybody. */
export async function madeLanguage(setting: MadeSetting, place: MadePlace): Promise<Language> {
  const model = await madeModel(setting, place);
  const tokenizer = tokenizerOf(model.tokenizer);
  return {
    name: setting.name,
    identity: await identityOfFiles(hubFiles(model)),
    tokenizer,
    open: async ({ start, ...lengths }) => ({
      config: { ...model.config, ...lengths, symbols: { ...madeSymbols, start } },
      parameters: model.parameters,
      begin: madeSymbols.start,
      ends: [madeSymbols.end],
    }),
  };
}

/** The same as what could be written into a folder. */
export async function madeModel(setting: MadeSetting, place: MadePlace): Promise<WritableModel> {
  const key = { what: "language model", setting, prompt: place.prompt, reading: newsroomReading.id };
  const { arrays, metadata } = await place.common.bundle(key, async () => {
    const file = trainTokenizer(
      textsOf(setting, place.prompt, setting.tokenizer.stories),
      setting.tokenizer.size,
    );
    const parameters = await trained(setting, place, tokenizerOf(file));
    return { arrays: parameters, metadata: { tokenizer: JSON.stringify(file) } };
  });
  const tokenizer = JSON.parse(metadata["tokenizer"]!) as TokenizerFile;
  return {
    config: configOf(setting, tokenizerOf(tokenizer)),
    parameters: arrays as Parameters,
    tokenizer,
    positions: setting.length,
  };
}

function configOf({ model, length }: MadeSetting, { size }: Tokenizer): TransformerConfig {
  const { layers, ...shape } = model;
  return {
    ...llamaFamily,
    vocabulary: size,
    ...shape,
    decoderLayers: layers,
    sourceLength: 0,
    targetLength: length,
    tiedOutput: true,
    symbols: madeSymbols,
  };
}

/** Exercise after exercise as one text each. */
function* textsOf({ exercises }: MadeSetting, prompt: string, stories: number): Iterable<string> {
  for (const { input, output } of exercisesOf(newsroomReading, { stories, exercises }))
    yield `${input}${prompt} ${output}`;
}

/** Reads texts from their first symbol to their last, as language models are trained. */
async function trained(
  setting: MadeSetting,
  { prompt, common, device }: MadePlace,
  tokenizer: Tokenizer,
): Promise<Parameters> {
  const { length, training } = setting;
  const rows = [...textsOf(setting, prompt, setting.stories)].map((text) => {
    const row = new Int32Array(length).fill(madeSymbols.pad);
    row.set([...tokenizer.encode(text), madeSymbols.end].slice(0, length));
    return row;
  });
  const targets = new Int32Array(rows.length * length);
  for (const [place, row] of rows.entries()) targets.set(row, place * length);
  const config = configOf(setting, tokenizer);
  await using laboratory = await openLaboratory(device, config, { recipe: training, artifacts: common });
  const examples = { count: rows.length, sources: new Int32Array(), targets };
  const random = randomStream("news@lm", "language", setting.name);
  return (await laboratory.train(examples, random)).parameters;
}
