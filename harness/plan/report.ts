/** What became of a cell for a worker that nobody hears: a file per cell, beside the records, which remain the truth. */
import path from "node:path";
import { textIfThere, writeWhole } from "../artifacts/index.ts";
import type { CellEnding, Executor, RunObserver } from "./executor.ts";
import { type ErrorParts, partsOf } from "./messages.ts";

/** The last that a worker wrote of a cell. */
export type Report =
  | { readonly state: "started"; readonly machine: string }
  | { readonly state: "ended"; readonly ending: CellEnding }
  /** The worker could run no cell at all. */
  | { readonly state: "refused"; readonly error: ErrorParts };

/** The executor, with a report of every cell in a folder. */
export function reporting(executor: Executor, folder: string, machine: string): Executor {
  return {
    async run(stored, observer, signal) {
      let written = Promise.resolve();
      const write = (id: string, report: Report) => {
        written = written.then(() => writeWhole(reportFile(folder, id), JSON.stringify(report)));
      };
      const told: RunObserver = {
        ...observer,
        started(id) {
          write(id, { state: "started", machine });
          observer.started(id);
        },
        ended(id, ending) {
          write(id, { state: "ended", ending });
          observer.ended(id, ending);
        },
      };
      try {
        return await executor.run(stored, told, signal);
      } catch (error) {
        for (const id of stored.job.cells) write(id, { state: "refused", error: partsOf(error) });
        throw error;
      } finally {
        await written;
      }
    },
  };
}

/** The report of a cell, if a worker has begun it. */
export function readReport(folder: string, id: string): Report | undefined {
  const text = textIfThere(reportFile(folder, id));
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

function reportFile(folder: string, id: string): string {
  return path.join(folder, `${id.replaceAll("/", ",")}.json`);
}
