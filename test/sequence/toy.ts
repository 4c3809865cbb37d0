/** A sequence task of nothing but digits: a model reads a number and writes it backwards. */
import { type ArtifactStore, noArtifacts } from "../../harness/artifacts/index.ts";
import { type RandomStream, randomStream } from "../../harness/random/index.ts";
import {
  type Codec,
  openSequenceTask,
  type Pair,
  type SequenceInstance,
  type SequencePool,
  type SequenceTask,
  sequencePool,
} from "../../harness/sequence/index.ts";
import { onceEach, type RoundPosition } from "../../harness/task/index.ts";

const digits = 3;
const symbols = { pad: 0, start: 1, end: 2 } as const;
const firstDigit = 3;

/** Of every training of a toy task. */
export const toySteps = 20;

/** Digits as symbols from `first` on; a model that writes no end, or padding in the middle, has no other way of saying so. */
export function digitCodec(id: string, shift = 0): Codec<string, string> {
  const symbolOf = (digit: string) => firstDigit + ((Number(digit) + shift) % 10);
  const digitOf = (symbol: number) =>
    symbol < firstDigit ? "" : String((symbol - firstDigit + 10 - shift) % 10);
  function encode(text: string, length: number): Int32Array {
    const target = new Int32Array(length).fill(symbols.pad);
    const known = [...text].slice(0, length);
    for (const [place, digit] of known.entries()) target[place] = symbolOf(digit);
    return target;
  }
  return {
    id,
    read: (input) => ({
      source: encode(input, digits),
      encode(output) {
        const target = encode(output.slice(0, digits), digits + 1);
        target[Math.min(output.length, digits)] = symbols.end;
        return target;
      },
      decode(target) {
        const end = target.indexOf(symbols.end);
        return Array.from(end < 0 ? target : target.subarray(0, end), digitOf).join("");
      },
    }),
  };
}

export const ownCodec = digitCodec("digits");

/** A seed's task; two of its streams can be asked for as a model verifier that is the generator itself. */
export function toyTask(
  seed: number,
  changes: Partial<SequenceTask<string, string>> = {},
): SequenceTask<string, string> {
  const random = randomStream("toy", seed);
  const draw = (stream: RandomStream, count: number): Pair<string, string>[] =>
    Array.from({ length: count }, () => {
      const input = Array.from({ length: digits }, () => stream.integer(10)).join("");
      return { input, output: [...input].reverse().join("") };
    });
  return {
    codec: ownCodec,
    judge: {
      measure: (output, pair) =>
        [...output].filter((digit, place) => digit === pair.output[place]).length / digits,
      isRight: (share) => share > 0.3,
      score: (share) => share / (share + 0.3),
    },
    data: {
      lessons: (learner) => ({
        pairs: draw(random.split("lessons", learner), learner === "strong" ? 60 : 30),
      }),
      inputs: onceEach((round) => draw(random.split("inputs", round), 12)),
      test: draw(random.split("test"), 10),
    },
    recipe: {
      model: {
        kind: "encoder-decoder",
        vocabulary: 13,
        width: 8,
        heads: 2,
        feedForward: 16,
        encoderLayers: 1,
        decoderLayers: 1,
        activation: "relu",
        positions: "learned",
        sourceLength: digits,
        targetLength: digits + 1,
        tiedOutput: true,
        symbols,
      },
      training: { steps: toySteps, batch: 8, learningRate: 0.01, warmupSteps: 2, clipNorm: 1 },
      rowsPerRun: 16,
    },
    streams: {
      learner: (learner) => random.split("learner", learner),
      student: ({ round }) => random.split("student", round),
      luck: (round) => random.split("luck", round),
    },
    shown: (input) => ({ digits: [...input].map(Number) }),
    metrics: (outputs, pairs) => ({
      exact: outputs.filter((output, item) => output === pairs[item]!.output).length / pairs.length,
      digits: outputs.join("").length / pairs.length,
    }),
    verifiersScore: "symbol",
    samples: 2,
    ...changes,
  };
}

export type ToyInstance = SequenceInstance<string, string>;

/** Opens a task, by default without a store. */
export function openToy(
  task: SequenceTask<string, string>,
  artifacts: ArtifactStore = noArtifacts,
): Promise<ToyInstance> {
  return openSequenceTask(task, { artifacts, device: "cpu" });
}

export const first: RoundPosition = { round: 1, regime: "replace" };
export const drawn = { search: "sample", candidates: 3, temperature: 1, topP: 1 } as const;

/** What the generator of a toy task draws in round 1. */
export async function drawnPool(instance: ToyInstance): Promise<SequencePool<string, string>> {
  return sequencePool(await (await instance.generator()).propose(first, drawn));
}
