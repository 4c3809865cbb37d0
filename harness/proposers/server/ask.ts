import { setTimeout as sleep } from "node:timers/promises";
import { type BenchError, messageOf } from "../../errors/index.ts";
import { serverError } from "./problem.ts";

/** How a server is asked. */
export interface ServerLine {
  /** With its version: `http://host:8000/v1`. */
  readonly address: string;
  readonly apiKey?: string;
  /** Longest wait for one answer; Node itself waits 300 s for its beginning. */
  readonly timeoutMs: number;
  /** Attempts for one answer. */
  readonly attempts: number;
  /** Pause before the second attempt, doubled each time. */
  readonly pauseMs: number;
}

const KEPT = "What it answered before is kept: start it again, and run the same command.";
/** Longest pause that a server may ask for. */
const MAX_PAUSE_MS = 60_000;

/**
 * Sends JSON, or GETs where there is none, and gives the answer's JSON. Asks again, after growing pauses, when the server is gone,
 * silent, busy or broken. Throws `server-unreachable`, `server-silent`, `server-refused`, `server-answer`.
 */
export async function ask(line: ServerLine, path: string, body?: object): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await attempted(line, path, body);
    if ("answer" in outcome) return outcome.answer;
    if (!outcome.mayPass || attempt >= line.attempts) throw outcome.error;
    await sleep(Math.max(line.pauseMs * 2 ** (attempt - 1), outcome.pauseMs ?? 0));
  }
}

type Outcome =
  | { readonly answer: unknown }
  | { readonly error: BenchError; readonly mayPass: boolean; readonly pauseMs?: number };

async function attempted(line: ServerLine, path: string, body?: object): Promise<Outcome> {
  const where = `${line.address}${path}`;
  try {
    const response = await fetch(where, {
      method: body === undefined ? "GET" : "POST",
      headers: headersOf(line),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(line.timeoutMs),
    });
    const text = await response.text();
    return response.ok ? parsed(text, where) : refused(response, text, where);
  } catch (error) {
    return { error: broken(error, where, line), mayPass: true };
  }
}

function headersOf({ apiKey }: ServerLine): Record<string, string> {
  return {
    "content-type": "application/json",
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
}

/** An answer that is no JSON will not become some: NaN, which JSON cannot hold, is what usually breaks it. */
function parsed(text: string, where: string): Outcome {
  try {
    return { answer: JSON.parse(text) };
  } catch (cause) {
    const number = /-?(?:NaN|Infinity)/.exec(text)?.[0];
    const received = number === undefined ? `"${text.slice(0, 60)}"` : `${number} in place of a number`;
    const mend =
      number === undefined
        ? `Check that a completions server listens there. ${KEPT}`
        : `Look for the cause in the server: its model overflows, often in float16; try bfloat16 or float32. ${KEPT}`;
    const error = serverError("server-answer", { where, expected: "JSON", received, mend, cause });
    return { error, mayPass: number === undefined };
  }
}

function refused(response: Response, text: string, where: string): Outcome {
  const { status } = response;
  const error = serverError("server-refused", {
    where,
    received: `status ${status}: ${saidIn(text)}`,
    mend:
      status === 401 || status === 403 ? "Give the server's key." : `See what the server says of it. ${KEPT}`,
  });
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return {
    error,
    mayPass: status >= 500 || status === 429 || status === 408,
    ...(Number.isFinite(seconds) && { pauseMs: Math.min(seconds * 1000, MAX_PAUSE_MS) }),
  };
}

/** The message in a server's error, whatever it is wrapped in. */
function saidIn(text: string): string {
  const message = /"(?:message|detail|error)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return (message ?? text).slice(0, 300).trim() || "nothing";
}

function broken(error: unknown, where: string, { timeoutMs }: ServerLine): BenchError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const isLate = [error, cause].some(
    (one) => one instanceof Error && /^(Headers|Body)?TimeoutError$/.test(one.name),
  );
  if (isLate)
    return serverError("server-silent", {
      where,
      expected: `an answer within ${timeoutMs / 1000} s`,
      received: "none",
      mend: `See whether the server is overloaded, or allow it more time. ${KEPT}`,
      cause: error,
    });
  return serverError("server-unreachable", {
    where,
    received: messageOf(cause) || "a connection that breaks",
    mend: KEPT,
    cause: error,
  });
}
