import { createInterface } from "node:readline";
import { execa } from "execa";
import { KEPT, trainerError } from "./problem.ts";
import { type Reply, type ReplyType, type Request, remarkSchema, replies } from "./protocol.ts";

/** A program that answers one request after the other. */
export interface Talk extends AsyncDisposable {
  ask<Type extends ReplyType>(request: Request, answer: Type): Promise<Reply<Type>>;
}

export interface TalkOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Longest silence while something is asked: progress counts as a word. */
  readonly silenceMs: number;
  progress(line: string): void;
}

const MAX_LINE = 1_000_000;
const LOG_CHARACTERS = 2000;
const FAREWELL_MS = 5000;

/** Starts a program. Throws `trainer-not-started`; asking throws `trainer-died`, `trainer-silent`, `trainer-failed`, `trainer-answer`. */
export function openTalk({ command, silenceMs, progress }: TalkOptions): Talk {
  const [program = "", ...args] = command;
  const where = command.join(" ");
  const child = execa(program, args, {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    buffer: false,
    reject: false,
    cleanup: true,
    forceKillAfterDelay: FAREWELL_MS,
  });
  let hasEnded = false;
  void child.finally(() => {
    hasEnded = true;
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString("utf8")).slice(-LOG_CHARACTERS);
  });
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function died(asked: string): Promise<never> {
    const { exitCode, signal, failed, code } = await child;
    const isMissing = failed && (code === "ENOENT" || code === "EACCES");
    const how = signal === undefined ? `exit code ${exitCode ?? "unknown"}` : `signal ${signal}`;
    const said = log.trim();
    throw trainerError(isMissing ? "trainer-not-started" : "trainer-died", {
      where,
      expected: `an answer to "${asked}"`,
      received: isMissing ? `${code}` : `${how}${said === "" ? "" : `, after it had written:\n${said}\n`}`,
      mend: isMissing ? "Correct the command." : `See what it wrote. ${KEPT}`,
    });
  }

  async function nextLine(asked: string): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<"silent">((resolve) => {
      timer = setTimeout(() => resolve("silent"), silenceMs);
    });
    const next = await Promise.race([lines.next(), silence]);
    clearTimeout(timer);
    if (next === "silent") {
      child.kill("SIGKILL");
      throw trainerError("trainer-silent", {
        where,
        expected: `a word of it every ${silenceMs / 1000} s while it works on "${asked}"`,
        received: log.trim() === "" ? "none" : `none, after it had written:\n${log.trim()}\n`,
        mend: `Have it say its progress, or allow it a longer silence. ${KEPT}`,
      });
    }
    return next.done === true ? died(asked) : next.value;
  }

  async function ask<Type extends ReplyType>(request: Request, answer: Type): Promise<Reply<Type>> {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const line = await nextLine(request.type);
      const raw = jsonOf(line, where, request.type);
      const remark = remarkSchema.safeParse(raw);
      if (!remark.success) return replyOf(raw, answer, where, line);
      if (remark.data.type === "failed")
        throw trainerError("trainer-failed", {
          where: `${where}: ${request.type}`,
          received: remark.data.message,
          mend: KEPT,
        });
      const { done, of, loss } = remark.data;
      progress(`${request.type}: ${done} of ${of}${loss === undefined ? "" : `, loss ${loss.toFixed(3)}`}`);
    }
  }

  return {
    ask,
    async [Symbol.asyncDispose]() {
      if (!hasEnded) {
        child.stdin.end(`${JSON.stringify({ type: "close" } satisfies Request)}\n`);
        const late = setTimeout(() => child.kill("SIGKILL"), FAREWELL_MS);
        await child;
        clearTimeout(late);
      }
    },
  };
}

function jsonOf(line: string, where: string, asked: string): unknown {
  try {
    if (line.length <= MAX_LINE) return JSON.parse(line);
  } catch {
    // Said below.
  }
  throw trainerError("trainer-answer", {
    where: `${where}: ${asked}`,
    expected: "JSON on one line of standard output",
    received: JSON.stringify(line.slice(0, 80)),
    mend: `Have it print everything else to standard error. ${KEPT}`,
  });
}

function replyOf<Type extends ReplyType>(
  raw: unknown,
  answer: Type,
  where: string,
  line: string,
): Reply<Type> {
  const parsed = replies[answer].safeParse(raw);
  if (parsed.success) return parsed.data as Reply<Type>;
  const [issue] = parsed.error.issues;
  throw trainerError("trainer-answer", {
    where: `${where}: ${answer}`,
    expected: `a message "${answer}"`,
    received: `${line.slice(0, 120)} (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""})`,
    mend: `Hold it to docs/outside-trainer.md. ${KEPT}`,
  });
}
