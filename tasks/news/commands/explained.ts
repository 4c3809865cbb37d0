import { BenchError, explain } from "../../../harness/errors/index.ts";

/**
 * Runs a command's work: 0, or one paragraph on `stderr` with 2 for an error that the caller can mend, 4 for one of the machine, such
 * as a full disk.
 */
export async function explained(stderr: NodeJS.WritableStream, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (!(error instanceof BenchError) || error.blame === "harness") throw error;
    stderr.write(`${explain(error)}\n`);
    return error.blame === "environment" ? 4 : 2;
  }
}
