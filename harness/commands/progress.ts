import { createLogUpdate } from "log-update";
import { duration, withPlainBlanks } from "../format/index.ts";
import type { CellEnding, EstimatedCell, RunObserver } from "../plan/index.ts";

/** A run's progress on a stream: a live block on a terminal, a line per ended cell elsewhere. */
export interface Progress extends RunObserver {
  /** What has begun and not ended, and how far it is. */
  readonly running: ReadonlyMap<string, string>;
  /** Leaves the block and prints nothing more. */
  finish(): void;
}

const refreshMs = 250;

export function showProgress(
  estimates: readonly EstimatedCell[],
  jobs: number,
  stream: NodeJS.WriteStream,
): Progress {
  const clock = createClock(estimates, jobs);
  const running = new Map<string, string>();
  const isLive = stream.isTTY === true && stream.rows > 0;
  const live = createLogUpdate(stream);
  const draw = () => live([clock.line(), ...[...running].map(([id, text]) => `  ${id}  ${text}`)].join("\n"));
  let isFinished = false;
  const timer = isLive ? setInterval(draw, refreshMs) : undefined;

  function noted(text: string): void {
    if (isLive) live.clear();
    stream.write(`${text}\n`);
  }

  function ended(id: string, ending: CellEnding): void {
    running.delete(id);
    clock.ended(id);
    const text = wordsOf(ending);
    if (!isLive) stream.write(`${clock.line()}  ${id}  ${text}\n`);
    else if (ending.state === "not-run" || (ending.state === "recorded" && ending.failure !== undefined))
      noted(`${id}  ${text}`);
  }

  function finish(): void {
    if (isFinished) return;
    isFinished = true;
    clearInterval(timer);
    if (!isLive) return;
    live(clock.line());
    live.done();
  }

  return {
    running,
    noted,
    started: (id) => void running.set(id, ""),
    progress: (id, text) => void running.set(id, text),
    ended,
    finish,
  };
}

function wordsOf(ending: CellEnding): string {
  if (ending.state === "recorded")
    return ending.failure === undefined
      ? withPlainBlanks(duration(ending.seconds))
      : `failed: ${ending.failure}`;
  if (ending.state === "not-run") return `not run: ${ending.reason}`;
  return "already done";
}

/** Time left: the estimate of what is open, corrected by how estimates compared with time so far. */
function createClock(estimates: readonly EstimatedCell[], jobs: number) {
  const secondsOf = new Map(estimates.map(({ cell, seconds }) => [cell.id, seconds]));
  const total = estimates.reduce((sum, { seconds }) => sum + seconds, 0);
  const startMs = performance.now();
  let doneSeconds = 0;
  let count = 0;

  function ended(id: string): void {
    doneSeconds += secondsOf.get(id) ?? 0;
    count++;
  }

  function line(): string {
    const elapsed = (performance.now() - startMs) / 1000;
    const expected = (total - doneSeconds) / jobs;
    const left = doneSeconds === 0 ? expected : (elapsed * (total - doneSeconds)) / doneSeconds;
    const rest = count === estimates.length ? `in ${duration(elapsed)}` : `about ${duration(left)} left`;
    return withPlainBlanks(`${count} of ${estimates.length} cells, ${rest}`);
  }

  return { ended, line };
}

/** Progress of one piece of work in steps: one live line on a terminal, a line per step elsewhere. */
export function progressLine(stream: NodeJS.WriteStream) {
  const live = createLogUpdate(stream);
  let last = "";
  function update(done: number, total: number, what: string): void {
    if (stream.isTTY) live(`${done} of ${total}  ${what}`);
    else if (what !== last) stream.write(`${done} of ${total}  ${what}\n`);
    last = what;
  }
  return { update, finish: () => void (stream.isTTY && live.clear()) };
}
