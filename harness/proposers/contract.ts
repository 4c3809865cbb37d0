import type { Proposing } from "../models/index.ts";

/** How texts are proposed for prompts. */
export interface TextProposing extends Proposing {
  /** Most symbols of a text, in the proposer's own. */
  readonly maxTokens: number;
  /** Draws repeat with it, as far as the proposer's program lets them. */
  readonly seed: number;
}

/** A text that a proposer wrote after a prompt. */
export interface ProposedText {
  readonly text: string;
  /** Natural logarithm of the proposer's own probability of it (temperature 1, nothing cut off). */
  readonly logprob: number;
  /** Its length in the proposer's own symbols; those that `logprob` counts. */
  readonly tokens: number;
  /** Whether it ended by itself, before `maxTokens`. */
  readonly hasEnded: boolean;
}

/** A text after a prompt. */
export interface TextPair {
  readonly prompt: string;
  readonly text: string;
}

export type TextScore = Pick<ProposedText, "logprob" | "tokens">;

/** What was asked of a model, answers that were kept from earlier included: it is the same whenever the work is. */
export interface TextCost {
  readonly requests: number;
  readonly promptTokens: number;
  /** Symbols that were written. */
  readonly tokens: number;
}

/** Who writes and scores. */
export interface TextIdentity {
  readonly kind: "folder" | "server" | "trainer" | "gguf";
  readonly name: string;
  /** Equal for two exactly when they write and score alike, as far as is known of them. */
  readonly id: string;
  /**
   * Whether log-probabilities are of a text with the end that follows it, or of the text alone: a server is asked in texts, in which an
   * end cannot be written.
   */
  readonly countsEnd: boolean;
}

/** A language model that takes texts and gives texts, wherever it runs. Calls do not overlap: await each. */
export interface TextModel extends AsyncDisposable {
  readonly identity: TextIdentity;
  /** For each prompt its candidates, in order. Under `sample` the first is the greedy one. */
  propose(
    prompts: readonly string[],
    proposing: TextProposing,
  ): Promise<readonly (readonly ProposedText[])[]>;
  /** How likely the model finds each text after its prompt; all finite. */
  score(pairs: readonly TextPair[]): Promise<readonly TextScore[]>;
  /** Of all calls so far. */
  readonly cost: TextCost;
  /** Answers that were found kept, and not asked for again. */
  readonly kept: number;
}
