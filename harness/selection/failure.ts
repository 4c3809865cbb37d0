import { BenchError, explain } from "../errors/index.ts";

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
  "setup-failed",
  "left-process",
  "no-done",
  "exit-status",
] as const;
export type StrategyFailureCode = (typeof strategyFailureCodes)[number];

export interface StrategyFailureOptions {
  readonly mend: string;
  readonly expected?: string;
  readonly received?: string;
  readonly where?: string;
  /** Line of the strategy's standard output, from 1. */
  readonly line?: number;
}

/** Where a failure's cause may be found; for people, and never part of a record. */
export interface Traces {
  /** The file that holds the strategy's standard error. */
  readonly logFile: string;
  /** The last line of it, without what could move a terminal's cursor; empty when there is none. */
  readonly lastWords: string;
}

/**
 * A strategy broke a rule. `message` is in the harness's own words: nothing the strategy printed is in it, so that it
 * may stand in a result record; `received` and `traces` are for the terminal and the log only.
 */
export class StrategyFailure extends BenchError {
  override readonly code: StrategyFailureCode;
  readonly line: number | undefined;
  readonly traces: Traces | undefined;

  constructor(
    code: StrategyFailureCode,
    message: string,
    options: StrategyFailureOptions & { traces?: Traces },
  ) {
    super(message, { code, blame: "submission", ...options });
    this.code = code;
    this.line = options.line;
    this.traces = options.traces;
  }

  /** The same failure, blamed on a line of standard output. */
  atLine(line: number, entry: string): StrategyFailure {
    return this.#with({ line, where: `${entry}, standard output line ${line}` });
  }

  /** The same failure, with where to look for its cause. */
  tracedTo(traces: Traces): StrategyFailure {
    return this.#with({ traces });
  }

  #with(changes: Partial<StrategyFailureOptions> & { traces?: Traces }): StrategyFailure {
    const { mend, expected, received, where, line, traces } = this;
    const known = Object.entries({ expected, received, where, line, traces });
    const given = Object.fromEntries(known.filter(([, value]) => value !== undefined));
    return new StrategyFailure(this.code, this.message, { mend, ...given, ...changes });
  }
}

/** A failure as a person should read it: the rule, the offending value, the strategy's last words, its log. */
export function explainFailure(failure: StrategyFailure): string {
  const { traces } = failure;
  if (traces === undefined) return explain(failure);
  const words = traces.lastWords === "" ? "" : ` Its last words: ${traces.lastWords}`;
  return `${explain(failure)}${words} (log: ${traces.logFile})`;
}
