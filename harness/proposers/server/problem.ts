import { BenchError, type BenchErrorOptions } from "../../errors/index.ts";

const messages = {
  "server-unreachable": "the model server cannot be reached",
  "server-silent": "the model server gave no answer in time",
  "server-refused": "the model server refused a request",
  "server-answer": "the model server's answer cannot be used",
  "server-no-logprobs": "the model server gives no log-probabilities of prompts",
  "server-tokenizes": "the model server cuts texts otherwise than expected",
  "server-unsteady": "the model server gives one text different log-probabilities",
  "server-search": "the model server cannot search in this way",
} as const;

/** What can be wrong with a server. */
export type ServerProblem = keyof typeof messages;

/** The error of a server: its address, what was expected, what it did, what to do. */
export function serverError(
  code: ServerProblem,
  details: Omit<BenchErrorOptions, "code" | "blame"> & { readonly where: string },
): BenchError {
  return new BenchError(messages[code], { code, blame: "environment", ...details });
}
