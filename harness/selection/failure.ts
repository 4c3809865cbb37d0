import { BenchError } from "../errors/index.ts";

/** The rules of the protocol and of the sandbox; docs/protocol.md lists each with its meaning. */
export const strategyFailureCodes = [
  "bad-json",
  "not-an-object",
  "unknown-type",
  "malformed-message",
  "message-out-of-order",
  "unknown-item",
  "unknown-candidate",
  "repeated-pair",
  "bad-weight",
  "bad-error-rate",
  "over-keep-budget",
  "over-feedback-budget",
  "verifier-not-offered",
  "verifier-above-division",
  "unknown-choice",
  "choice-out-of-range",
  "empty-selection",
  "line-too-long",
  "output-too-large",
  "out-of-time",
  "out-of-memory",
  "too-many-processes",
  "could-not-start",
  "left-process",
  "no-done",
  "exit-status",
] as const;
export type StrategyFailureCode = (typeof strategyFailureCodes)[number];

export interface StrategyFailureOptions {
  readonly mend: string;
  readonly expected?: string;
  readonly where?: string;
  /** Line of the strategy's standard output, from 1. */
  readonly line?: number;
}

/**
 * A strategy broke a rule. The words are the harness's own: nothing the strategy printed is in them, so that they
 * may stand in a result record.
 */
export class StrategyFailure extends BenchError {
  override readonly code: StrategyFailureCode;
  readonly line: number | undefined;

  constructor(code: StrategyFailureCode, message: string, options: StrategyFailureOptions) {
    super(message, { code, blame: "submission", ...options });
    this.code = code;
    this.line = options.line;
  }

  /** The same failure, blamed on a line of standard output. */
  atLine(line: number, entry: string): StrategyFailure {
    const { mend, expected } = this;
    const where = `${entry}, standard output line ${line}`;
    return new StrategyFailure(this.code, this.message, {
      mend,
      where,
      line,
      ...(expected === undefined ? {} : { expected }),
    });
  }
}
