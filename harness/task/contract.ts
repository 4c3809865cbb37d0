import type { ArtifactStore, Bundle } from "../artifacts/index.ts";
import type { RandomPath, RandomStream } from "../random/index.ts";

/** What a strategy sees of one input: its value and what the generator proposed for it (docs/protocol.md). */
export interface PoolItem {
  readonly input: unknown;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly output: unknown;
  /** Natural logarithm of the probability the generator gave to `output`. */
  readonly logprob: number;
  /** Length of `output` in the generator's own tokens. */
  readonly tokens: number;
}

/** What was read and written for a pool, in symbols of whoever wrote it. */
export interface PoolCost {
  readonly promptTokens: number;
  readonly tokens: number;
}

/** What a generator proposes in one round. Items and candidates are numbered from 0. */
export interface Pool {
  readonly items: number;
  /** Number of candidates of one item. */
  candidatesOf(item: number): number;
  /** The wire form of one item, made on demand so that a pool may be larger than memory allows as objects. */
  item(item: number): PoolItem;
  /** The truth, for measuring φ and ψ; strategies never see it. */
  isCorrect(item: number, candidate: number): boolean;
  /** Where the writer counts it: a server, a file, an outside trainer. */
  readonly cost?: PoolCost | undefined;
  /** What the generator added to the round's inputs; `TaskInstance.restorePool` reads it back. */
  save(): Bundle;
}

/** Candidates of a pool, by parallel arrays. */
export interface CandidateList {
  readonly items: Uint32Array;
  readonly candidates: Uint32Array;
}

/** What a strategy keeps: no pair twice, weights finite and > 0. */
export interface Selection extends CandidateList {
  readonly weights: Float64Array;
}

export const verifierNames = ["oracle", "noisy", "strong", "weak", "stranger", "human"] as const;
/** A judge the harness owns and meters (docs/glossary.md). */
export type VerifierName = (typeof verifierNames)[number];

export const regimes = ["replace", "accumulate", "accumulate-subsample"] as const;
/**
 * `replace`: train on this round's selection only. `accumulate`: train on the real data and every selection so
 * far (Gerstgrasser et al. 2024). `accumulate-subsample`: on as many examples as under `replace`, drawn evenly from those of `accumulate`
 * (Kazdan et al. 2024).
 */
export type Regime = (typeof regimes)[number];

/** After which round a score is read: the first (Feng et al. 2024), or the last of the recursion. */
export const protocols = ["one-round", "recursion"] as const;
export type Protocol = (typeof protocols)[number];

/** Where in the recursion something happens; rounds count from 1. */
export interface RoundPosition {
  readonly round: number;
  readonly regime: Regime;
}

/** Decoding choices of a strategy that takes part in generation, already checked against the task's choices. */
export type Decoding = Readonly<Record<string, number | string>>;

/** Whatever writes candidates: a model, a model behind a server, a file. */
export interface Proposer {
  /** Labels this round's inputs, which depend on the seed and the round only, never on the strategy. */
  propose(position: RoundPosition, decoding: Decoding): Promise<Pool>;
}

/** A proposer that was trained, can be tested and be saved: G0, or the student of a round. */
export interface Student extends Proposer {
  /** Metrics on the fixed test set; holds at least the task's headline metric. All finite. */
  evaluate(): Promise<Readonly<Record<string, number>>>;
  /** What it makes of the inputs of `TaskInstance.samples`, for people to read; a function of the parameters alone. */
  samples?(): Promise<readonly string[]>;
  /** The parameters, for checkpoints; `TaskInstance.restore` reads them back. */
  save(): Bundle;
}

/** One pool and what was kept of it. */
export interface TrainingSource {
  readonly pool: Pool;
  readonly selection: Selection;
}

export interface TrainingRequest extends RoundPosition {
  /** This round's selection last; before it every earlier one, where the regime accumulates. */
  readonly sources: readonly TrainingSource[];
  /** Numbers of the real examples that are among those to train on, where not all of them are; see `realOf`. */
  readonly real?: Uint32Array;
}

export interface TrainingOutcome {
  readonly student: Student;
  readonly steps: number;
  /** Final training loss; finite. */
  readonly loss: number;
}

/** Which data a task runs on, by name and SHA-256. */
export interface DataIdentity {
  readonly name: string;
  readonly hash: string;
}

/** What a task ran on. */
export interface UsedData extends DataIdentity {
  /** Share of the texts that are longer than the task reads or writes, by kind of text; what is beyond is cut. */
  readonly cut?: Readonly<Record<string, number>>;
}

/** Data brought in from outside, which a task runs on instead of its own. */
export interface DataSource extends DataIdentity {
  /** Where it is stored; no part of what it is. */
  readonly folder: string;
}

/** Where a language model lies that is asked as it is. */
export type AskedOrigin =
  | { readonly form: "gguf"; readonly file: string }
  /** `served` is the server's name for it, where it has several. */
  | { readonly form: "server"; readonly address: string; readonly served?: string | undefined };

/** Where a language model that was brought in lies, and who runs it. One that is trained may have another beside it, asked as the strong verifier. */
export type ModelOrigin =
  | AskedOrigin
  /** In the hub's layout: trained and asked by the engine. */
  | { readonly form: "hub"; readonly folder: string; readonly verifier?: AskedOrigin | undefined }
  /** Trained and asked by a program, whose states lie in `workDir`. */
  | {
      readonly form: "trainer";
      readonly folder: string;
      /** "transformers", or a program with its arguments. */
      readonly command: string;
      readonly workDir: string;
      readonly verifier?: AskedOrigin | undefined;
    };

/** A language model brought in from outside, which a task's models start from instead of its own, or which is asked in their place. */
export interface ModelSource extends DataIdentity {
  /** Folders and files are no part of what it is. */
  readonly origin: ModelOrigin;
}

/** A test input and its true output, as people read them. */
export interface Sample {
  readonly input: string;
  readonly reference: string;
}

/** A task at one tier and seed: everything in it is a function of the two, and of the data it was given. */
export interface TaskInstance extends AsyncDisposable {
  /** The data it runs on, where a task has a choice. */
  readonly data?: UsedData;
  /** Test inputs of which every record keeps the generators' outputs; absent where outputs say nothing to a reader. */
  readonly samples?: readonly Sample[];
  /** Number of real examples that G0 is trained on, and that regimes which accumulate go on with. */
  readonly realExamples: number;
  /** Trains G0 on real data; the loop keeps it for all cells of the seed. */
  generator(): Promise<Student>;
  restore(bundle: Bundle): Promise<Student>;
  /** What every training starts from, as it is before any; absent where trainings start afresh. */
  base?(): Promise<Student>;
  restorePool(bundle: Bundle, position: RoundPosition): Promise<Pool>;
  /** This round's inputs, each with its true output as the only candidate: what the ceiling trains on. */
  truth(position: RoundPosition): Promise<Pool>;
  /** Verifiers this task has, each scoring candidates: higher is better. `noisy` is made of `oracle` by the harness. */
  readonly verifiers: Verifiers;
  train(request: TrainingRequest): Promise<TrainingOutcome>;
}

/** What people said of outputs, whoever wrote them and in whichever round. */
export interface Labels {
  /** SHA-256 of all that was said. */
  readonly hash: string;
  /** Outputs that somebody judged. */
  readonly outputs: number;
  /** The mean of what was said of an output, from 0 (wrong) to 1 (right); undefined where nobody said anything. */
  scoreOf(input: unknown, output: unknown): number | undefined;
}

/** A task's judges, by name; one that is not there is not offered. */
export type Verifiers = Readonly<Partial<Record<VerifierName, Verify>>>;

/** Scores of the listed candidates, in their order; finite, but for NaN where `human` has no answer. */
export type Verify = (pool: Pool, list: CandidateList) => Promise<Float64Array>;

/** What a task is opened with. */
export interface TaskContext<Setting> {
  readonly setting: Setting;
  readonly tier: string;
  /** Rounds that are played. */
  readonly rounds: number;
  readonly seed: number;
  /** Root of all streams of this task and seed. */
  readonly random: RandomStream;
  /** What every random path that does not come from `random` must begin with, in a season that has a key. */
  readonly root?: RandomPath;
  /** Results shared between cells of this task, tier and seed: computed once, kept by content. */
  readonly artifacts: ArtifactStore;
  /** Results that no seed decides; a key names all that does, but for the task and the device. */
  readonly common: ArtifactStore;
  readonly device: string;
  /** Data to run on instead of the task's own. */
  readonly data?: DataSource;
  /** A model to start from, or to ask, instead of the task's own. */
  readonly model?: ModelSource;
}
