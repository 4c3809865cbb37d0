import { type ArtifactStore, keptValue } from "../../../harness/artifacts/index.ts";
import {
  checkParameters,
  openLaboratory,
  type Parameters,
  transformerParameterSpecs,
} from "../../../harness/models/index.ts";
import { type RandomStream, randomStream } from "../../../harness/random/index.ts";
import { readerOf } from "../../../harness/sequence/index.ts";
import { textCodec } from "../codec.ts";
import { type ModelShape, modelConfig } from "../model.ts";
import { specialSymbols, Vocabulary, type VocabularyOptions } from "../text/index.ts";
import { exercisesOf, type Reading, vocabularyOf } from "./reading.ts";
import type { BaseSetting } from "./settings.ts";

/** Where what all seeds share is kept, and made. */
export interface BasePlace {
  readonly reading: Reading;
  readonly vocabulary: VocabularyOptions & { readonly stories: number };
  readonly common: ArtifactStore;
  readonly device: string;
}

/** The language of a reading: one for all models and seeds. */
export async function languageOf({ reading, vocabulary, common }: BasePlace): Promise<Vocabulary> {
  const key = { what: "language", reading: reading.id, vocabulary };
  const words = await keptValue(common, key, async () => vocabularyOf(reading, vocabulary).words);
  return new Vocabulary(words, vocabulary.borrowed);
}

/** A base: trained by whoever asks first, and kept for everybody. `name` tells its start from another's. */
export async function baseOf(
  name: string,
  setting: BaseSetting,
  shape: ModelShape,
  place: BasePlace,
): Promise<Parameters> {
  const { reading, vocabulary, common } = place;
  const key = { what: "base", name, setting, shape, reading: reading.id, vocabulary };
  const { arrays } = await common.bundle(key, async () => {
    const random = randomStream("news", "base", name);
    return { arrays: await trainedBase(setting, shape, place, random), metadata: {} };
  });
  const parameters = arrays as Parameters;
  const { size } = await languageOf(place);
  checkParameters(parameters, transformerParameterSpecs(modelConfig(shape, size)), "stored base");
  return parameters;
}

async function trainedBase(
  { training, ...texts }: BaseSetting,
  shape: ModelShape,
  place: BasePlace,
  random: RandomStream,
): Promise<Parameters> {
  const language = await languageOf(place);
  const reader = readerOf(textCodec(language, shape), specialSymbols.pad);
  await using laboratory = await openLaboratory(place.device, modelConfig(shape, language.size), {
    recipe: training,
    artifacts: place.common,
  });
  const examples = reader.examples({ pairs: [...exercisesOf(place.reading, texts)] });
  return (await laboratory.train(examples, random)).parameters;
}
