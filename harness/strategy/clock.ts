import { StrategyFailure } from "../selection/index.ts";

/** A strategy's own time: of the processor, and by the clock while the harness does not work for it. */
export interface StrategyClock {
  /** Stops counting by the clock until as many `release`s have followed. */
  hold(): void;
  release(): void;
  /** Counted by the clock so far. */
  seconds(): number;
  /** Says when a limit on time is passed; to be asked at each look. */
  check(progress: StrategyProgress): StrategyFailure | undefined;
}

/** What can be seen of a strategy's work. */
export interface StrategyProgress {
  readonly processorSeconds: number;
  /** Time in which it would have worked, had a processor been free. */
  readonly stalledSeconds: number;
  /** Bytes of standard output that have arrived. */
  readonly outputBytes: number;
  readonly isDone: boolean;
}

/** By the clock a round may take this many times its processor time, and never less than a minute. */
export const wallTimesProcessor = 10;
export const leastWallSeconds = 60;
/** Time without a free processor does not count, up to this many times as long: a program may stand back for everybody, and wait for ever. */
export const stalledTimesWall = 10;
/** Who uses less than this share of a processor, and says nothing, waits. */
const waitingShare = 0.005;
/** Longer than this between two looks was the harness's own delay. */
const longestLookSeconds = 0.2;

/** Starts counting. `limitSeconds` are of the processor, over all processes and threads together. */
export function startClock(limitSeconds: number, nowMs = () => performance.now()): StrategyClock {
  let used = 0;
  let runningSince: number | undefined = nowMs();
  let holds = 0;
  let lastSeconds = 0;
  let lastStalled = 0;
  let last: StrategyProgress = { processorSeconds: 0, stalledSeconds: 0, outputBytes: 0, isDone: false };
  let waitedSeconds = 0;
  let ownSeconds = 0;

  function hold(): void {
    if (holds++ > 0 || runningSince === undefined) return;
    used += nowMs() - runningSince;
    runningSince = undefined;
  }

  function release(): void {
    if (--holds === 0) runningSince = nowMs();
  }

  function seconds(): number {
    return (used + (runningSince === undefined ? 0 : nowMs() - runningSince)) / 1000;
  }

  function check(progress: StrategyProgress): StrategyFailure | undefined {
    const now = seconds();
    const { stalledSeconds } = progress;
    // While others have the processor it is not its own time, whatever the clock says.
    const own = Math.max(0, now - lastSeconds - Math.max(0, stalledSeconds - lastStalled));
    waitedSeconds += Math.min(own, longestLookSeconds);
    ownSeconds += own;
    lastSeconds = now;
    lastStalled = stalledSeconds;
    if (hasWorked(last, progress, waitedSeconds)) {
      last = progress;
      waitedSeconds = 0;
    }
    if (progress.processorSeconds > limitSeconds) return usedUp(limitSeconds);
    if (waitedSeconds > limitSeconds) return waited(limitSeconds, progress);
    const most = wallSeconds(limitSeconds);
    return ownSeconds > most || now > stalledTimesWall * most ? tooSlow(limitSeconds) : undefined;
  }

  return { hold, release, seconds, check };
}

function wallSeconds(limitSeconds: number): number {
  return Math.max(leastWallSeconds, wallTimesProcessor * limitSeconds);
}

function hasWorked(before: StrategyProgress, now: StrategyProgress, seconds: number): boolean {
  if (now.outputBytes > before.outputBytes || now.isDone !== before.isDone) return true;
  return now.processorSeconds - before.processorSeconds > waitingShare * seconds;
}

function usedUp(seconds: number): StrategyFailure {
  return new StrategyFailure("out-of-time", "used up its processor time", {
    expected: `at most ${seconds} s in one round, all its processes and threads together`,
    mend: "Do less work, or do it on less of the pool.",
  });
}

function waited(seconds: number, { outputBytes, isDone }: StrategyProgress): StrategyFailure {
  const expected = `some work or some output every ${seconds} s`;
  if (isDone)
    return new StrategyFailure("out-of-time", "did not end after `done`", {
      expected,
      mend: "End the program after `done`, its threads and children too.",
    });
  if (outputBytes === 0)
    return new StrategyFailure("out-of-time", "waited and had said nothing", {
      expected,
      mend: "Flush standard output after each message, and stop reading at `pool-end`: standard input stays open.",
    });
  return new StrategyFailure("out-of-time", "waited in the middle of the round", {
    expected,
    mend: "Flush standard output after each message, and read one `feedback` for each `query`, no more.",
  });
}

function tooSlow(seconds: number): StrategyFailure {
  return new StrategyFailure("out-of-time", "took too long by the clock", {
    expected: `at most ${wallSeconds(seconds)} s in one round beside its processor time`,
    mend: "Do not sleep or wait.",
  });
}
