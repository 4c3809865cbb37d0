import { type ExitCode, exitCodes } from "./exit.ts";

/** Whether, and by what, a command was told to stop. */
export interface Stopping extends Disposable {
  /** Aborted by the first such signal. */
  readonly signal: AbortSignal;
  /** The exit code for it. */
  code(): ExitCode;
}

const codes = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
  SIGHUP: exitCodes.hungUp,
} as const;
type StopSignal = keyof typeof codes;

/** A terminal sends Ctrl-C to launcher and launched alike, and the launcher passes it on: the echo is no second wish. */
const echoMs = 500;

/** Catches the signals that end a process: the first one aborts, a second one ends the process at once. */
export function catchSignals(): Stopping {
  const abort = new AbortController();
  let code: ExitCode = exitCodes.interrupted;
  let firstMs = 0;

  function stop(name: StopSignal): void {
    if (abort.signal.aborted && performance.now() - firstMs > echoMs) process.exit(codes[name]);
    if (abort.signal.aborted) return;
    firstMs = performance.now();
    code = codes[name];
    abort.abort(new Error(`stopped by ${name}`));
  }

  const names = Object.keys(codes) as StopSignal[];
  for (const name of names) process.on(name, stop);
  return {
    signal: abort.signal,
    code: () => code,
    [Symbol.dispose]() {
      for (const name of names) process.removeListener(name, stop);
    },
  };
}

/** Ends this process like a closed terminal when the one that started it dies, if the two have a channel. */
export function endWithParent(): void {
  process.once("disconnect", () => process.kill(process.pid, "SIGHUP"));
  // A channel that nobody listens to must not keep the process alive.
  process.channel?.unref();
}

/** The codes of a reader that is gone, a pipe's or a terminal's. */
const goneCodes: readonly string[] = ["EPIPE", "EIO"];

/** Lets a command go on, in silence, when nobody reads what it prints any more. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!goneCodes.includes(error.code ?? "")) throw error;
    });
}
