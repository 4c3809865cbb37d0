import { createInterface } from "node:readline/promises";

/** Whom to ask. */
export interface Asking {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WritableStream;
  /** What an option has accepted already. */
  readonly accepted: boolean;
}

/** Shows terms and asks on a terminal whether they are accepted; where there is none, only the option is a yes. */
export async function isAccepted(
  terms: string,
  question: string,
  { stdin, stderr, accepted }: Asking,
): Promise<boolean> {
  stderr.write(`${terms}\n`);
  if (accepted || !stdin.isTTY) return accepted;
  const dialogue = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await dialogue.question(`${question} [y/N] `)).trim());
  } finally {
    dialogue.close();
  }
}
