import { BenchError, explain } from "../../../harness/errors/index.ts";

/** Runs a command's work: 0, or 2 with one paragraph on `stderr` for an error that the caller can mend. */
export async function explained(stderr: NodeJS.WritableStream, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (!(error instanceof BenchError) || error.blame === "harness") throw error;
    stderr.write(`${explain(error)}\n`);
    return 2;
  }
}
