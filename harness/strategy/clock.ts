/** The strategy's own wall-clock time. */
export interface StrategyClock {
  /** Stops counting until as many `release`s have followed. */
  hold(): void;
  release(): void;
  /** Counted so far. */
  seconds(): number;
  /** Stops for good. */
  stop(): void;
}

/** Starts counting; calls `onExpired` once, when `limitSeconds` are used up. */
export function startClock(limitSeconds: number, onExpired: () => void): StrategyClock {
  const limitMs = limitSeconds * 1000;
  let usedMs = 0;
  let runningSince: number | undefined;
  let holds = 1;
  let timer: NodeJS.Timeout | undefined;

  function hold(): void {
    if (holds++ > 0 || runningSince === undefined) return;
    usedMs += performance.now() - runningSince;
    runningSince = undefined;
    clearTimeout(timer);
  }

  function release(): void {
    if (--holds > 0) return;
    runningSince = performance.now();
    timer = setTimeout(onExpired, Math.max(0, limitMs - usedMs));
  }

  function seconds(): number {
    const running = runningSince === undefined ? 0 : performance.now() - runningSince;
    return (usedMs + running) / 1000;
  }

  release();
  return { hold, release, seconds, stop: hold };
}
