import type { CellEnding, RunObserver, RunSummary } from "./executor.ts";
import type { Job } from "./job.ts";
import type { Turn, TurnEnding } from "./turn.ts";

/** The worker ended in the middle of the cell. */
export interface Crash {
  readonly state: "crashed";
  /** E.g. `by SIGKILL`. */
  readonly how: string;
  /** Somebody told it to end: not the cell's doing. */
  readonly wasTold: boolean;
}

/** Takes one turn after the other; of no use after a crash. */
export interface Runner {
  readonly notes: readonly string[];
  run(turn: Turn, progress: (text: string) => void): Promise<TurnEnding | Crash>;
  close(): Promise<void>;
}

const crashesAllowed = 1;

/**
 * Gives the cells of a job to `count` runners. A cell that crashes its runner is run once more by a fresh one; a cell that
 * another process holds is waited for at the end.
 */
export async function serveCells(
  job: Job,
  count: number,
  openRunner: () => Promise<Runner>,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<RunSummary> {
  const queue = job.cells.map((_, index) => ({ index, wait: false, crashes: 0 }));
  const endings = new Map<string, CellEnding>();
  const noted = new Set<string>();
  let isStopped = false;

  async function open(): Promise<Runner> {
    const runner = await openRunner();
    for (const note of runner.notes) {
      if (!noted.has(note)) observer.noted(note);
      noted.add(note);
    }
    return runner;
  }

  function end(index: number, ending: CellEnding): void {
    endings.set(job.cells[index]!, ending);
    observer.ended(job.cells[index]!, ending);
    if (ending.state === "not-run" && ending.stopsRun) isStopped = true;
  }

  async function serve(): Promise<void> {
    let runner = await open();
    try {
      for (let turn = queue.shift(); turn !== undefined; turn = queue.shift()) {
        if (signal.aborted || isStopped) return;
        const id = job.cells[turn.index]!;
        observer.started(id);
        const ending = await runner.run(turn, (text) => observer.progress(id, text));
        if (ending.state === "stopped" || signal.aborted) return settle(turn.index, ending);
        if (ending.state === "busy") queue.push({ ...turn, wait: true });
        else if (ending.state !== "crashed") end(turn.index, ending);
        else {
          const crashes = turn.crashes + (ending.wasTold ? 0 : 1);
          if (crashes <= crashesAllowed) queue.push({ ...turn, crashes });
          else end(turn.index, crashed(ending.how));
          runner = await open();
        }
      }
    } finally {
      await runner.close();
    }
  }

  /** What ended in the moment of stopping has ended all the same. */
  function settle(index: number, ending: TurnEnding | Crash): void {
    if (ending.state === "recorded" || ending.state === "already-done") end(index, ending);
  }

  async function serveOrStop(): Promise<void> {
    await serve().catch((error: unknown) => {
      isStopped = true;
      throw error;
    });
  }

  const served = await Promise.allSettled(Array.from({ length: count }, serveOrStop));
  const refused = served.find((result) => result.status === "rejected");
  if (refused !== undefined && !signal.aborted) throw refused.reason;
  return { endings };
}

function crashed(how: string): CellEnding {
  return {
    state: "not-run",
    blame: "harness",
    reason: `The worker process died twice while running this cell, the second time ${how}.${
      how.includes("SIGKILL") ? " Perhaps memory ran out: run it alone with --jobs 1." : ""
    }`,
  };
}
