/**
 * Errors: one family for everything that can go wrong and be explained.
 * In: what happened, where, how to mend it. Out: `BenchError`, and one paragraph for a person.
 * Every error says who can mend it (`blame`), so a failed cell and a broken machine are never confused.
 */

/** Who has to act: the strategy's author, the task's, the machine's owner, the caller of the command, or us. */
export type Blame = "submission" | "task" | "environment" | "usage" | "harness";

export interface BenchErrorOptions {
  /** Stable kebab-case name of the rule that was broken, e.g. `manifest-unknown-key`. */
  readonly code: string;
  readonly blame: Blame;
  /** File with line, field path or command-line option. */
  readonly where?: string;
  readonly expected?: string;
  readonly received?: string;
  /** One imperative sentence. */
  readonly mend: string;
  readonly cause?: unknown;
}

/** An error with a place and a remedy. `message` says what happened, in one sentence without a full stop. */
export class BenchError extends Error {
  override readonly name = "BenchError";
  readonly code: string;
  readonly blame: Blame;
  readonly where: string | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly mend: string;

  constructor(message: string, options: BenchErrorOptions) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.blame = options.blame;
    this.where = options.where;
    this.expected = options.expected;
    this.received = options.received;
    this.mend = options.mend;
  }
}

/** Controls, what turns the direction of writing, what is invisible, and halves of surrogate pairs. */
const acting = /[[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]--[\t\n]]/gv;

/** One paragraph: what, where, expected and received, how to mend. Never a stack, and nothing that acts on a terminal. */
export function explain(error: unknown): string {
  if (!(error instanceof BenchError)) return visible(`Unexpected error: ${messageOf(error)}.`);
  const parts = [error.where === undefined ? error.message : `${error.where}: ${error.message}`];
  if (error.expected !== undefined) parts.push(`expected ${error.expected}`);
  if (error.received !== undefined) parts.push(`received ${error.received}`);
  return visible(`${parts.join("; ")}. ${error.mend}`);
}

/** Text with every character that would act instead of being seen written as `\u{…}`; tabs and line feeds stay. */
export function visible(text: string): string {
  return text.replaceAll(acting, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for Node's own errors with this `code`, such as `ENOENT`. */
export function hasErrnoCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
