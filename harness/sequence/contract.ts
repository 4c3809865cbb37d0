import type { Parameters, Proposing, Recipe, TransformerConfig } from "../models/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { RoundPosition } from "../task/index.ts";

/** An input and its true output. Outputs are JSON, and strategies see them as they are. */
export interface Pair<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** One input as a model reads it, and its outputs to symbols and back. */
export interface InputCoding<Output> {
  /** int32 `[sourceLength]`. */
  readonly source: Int32Array;
  /** int32 `[targetLength]`, of any output, whoever wrote it. */
  encode(output: Output): Int32Array;
  /** The output that any symbols are, however a model came to write them. */
  decode(symbols: Int32Array): Output;
}

/**
 * Inputs and outputs as symbols of one vocabulary. What is decoded and encoded again need not be the same symbols: a model
 * may leave out the end, or write one number in two ways.
 */
export interface Codec<Input, Output> {
  /** Equal for two codecs exactly when each can read the other's symbols. */
  readonly id: string;
  read(input: Input): InputCoding<Output>;
}

/** How right outputs are. */
export interface Judge<Input, Output> {
  /** What is measured of an output: its ROUGE-1, its relative error. Never NaN. */
  measure(output: Output, pair: Pair<Input, Output>): number;
  isRight(measured: number): boolean;
  /** The oracle's score: above one half exactly for what is right. */
  score(measured: number): number;
}

/** A model that learns from real pairs: G0, or a verifier. */
export type Learner = "generator" | "weak" | "strong";

/** Real pairs to learn from. */
export interface Lessons<Input, Output> {
  readonly pairs: readonly Pair<Input, Output>[];
  /** Equal weights are not the same as none: with weights the order of examples is drawn in another way. */
  readonly weights?: Float64Array;
}

/** The data of one seed. */
export interface SequenceData<Input, Output> {
  lessons(learner: Learner): Lessons<Input, Output>;
  /** A round's inputs, for every generator and regime: each time the same array. */
  inputs(round: number): readonly Pair<Input, Output>[];
  readonly test: readonly Pair<Input, Output>[];
}

/** How models are made and run: their shape, their training and where it starts, and what suits their size. */
export interface SequenceRecipe {
  readonly model: TransformerConfig;
  readonly training: Recipe;
  /** In place of it for models that learn from real pairs: G0, and verifiers. Only real pairs can say when to stop. */
  readonly learning?: Recipe;
  /** What every training starts from; absent: fresh parameters, of each training its own. */
  base?(): Promise<Parameters>;
  /** No effect on results; see `LaboratoryOptions`. */
  readonly rowsPerRun?: number;
  readonly positionsPerProgram?: number;
}

/** A model of another kind than the task's own, which judges. It reads the same symbols and learns from G0's pairs. */
export interface Stranger {
  readonly recipe: SequenceRecipe;
  /** Starts it, and orders its examples. */
  readonly random: RandomStream;
}

/** Random streams by purpose. Their paths decide a task's numbers. */
export interface SequenceStreams {
  /** Starts a learner, and orders its examples. */
  learner(learner: Learner): RandomStream;
  /** The same for a round's student. */
  student(position: RoundPosition): RandomStream;
  /** Draws a round's outputs; the same for every generator, so that strategies meet the same luck. */
  luck(round: number): RandomStream;
}

/** What makes a task in which models read sequences and write sequences. */
export interface SequenceTask<Input, Output> {
  readonly codec: Codec<Input, Output>;
  readonly judge: Judge<Input, Output>;
  readonly data: SequenceData<Input, Output>;
  readonly recipe: SequenceRecipe;
  readonly streams: SequenceStreams;
  /** Absent: nobody is offered as `stranger`. */
  readonly stranger?: Stranger;
  /** What strategies see of an input. */
  shown(input: Input): unknown;
  /** Test metrics of one output for each pair. */
  metrics(
    outputs: readonly Output[],
    pairs: readonly Pair<Input, Output>[],
  ): Readonly<Record<string, number>>;
  /** Decoding choices that the task makes itself. */
  readonly decoding?: Partial<Proposing>;
  /** What a model verifier's log-probability is of: the whole output, or its mean symbol. */
  readonly verifiersScore: "output" | "symbol";
  /** Of so many test pairs, the first ones, a record keeps what students write; absent: of none. */
  readonly samples?: number;
}
