import { isAscii } from "node:buffer";
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { diskProblem, isDiskProblem, writeWhole } from "./write.ts";

/** A file of lines that each begin with a SHA-256 in hex, below the name of what made them; read when it is asked for the first time. */
export interface KeptLines {
  /** What stands behind a digest. */
  get(digest: string): string | undefined;
  set(digest: string, rest: string): void;
  /** Writes what has been set, for processes to come; what the disk does not take is found again by them. */
  keep(): Promise<void>;
}

/**
 * Lines behind another name are not believed; of more than `most` those that were asked for last stay. New ones are put at the end, where of two of a digest the later one
 * counts; what a process that was killed, or another that wrote at once, has made of a line is for its reader to find out.
 */
export function openLines(file: string, name: string, most: number): KeptLines {
  let read: Lines | undefined;
  const asked = new Map<string, string>();
  const fresh = new Map<string, string>();
  const found = () => {
    read ??= linesIn(file, name);
    return read;
  };

  function renewed(): string {
    const others = [...linesIn(file, name).byDigest].filter(([digest]) => !asked.has(digest));
    return [name, ...textsOf([...others, ...asked].slice(-most)), ""].join("\n");
  }

  return {
    get(digest) {
      const line = asked.get(digest) ?? found().byDigest.get(digest);
      if (line !== undefined) asked.set(digest, line);
      return line;
    },
    set(digest, rest) {
      asked.set(digest, rest);
      fresh.set(digest, rest);
    },
    async keep() {
      if (fresh.size === 0) return;
      const { count, isCut } = found();
      const kept =
        count === 0 || count + fresh.size > most
          ? writeWhole(file, renewed())
          : appendFile(file, [...(isCut ? [""] : []), ...textsOf([...fresh]), ""].join("\n"));
      await kept.catch((error: unknown) => assertDisk(error, file));
      fresh.clear();
    },
  };
}

function textsOf(lines: readonly (readonly [string, string])[]): readonly string[] {
  return lines.map(([digest, rest]) => digest + rest);
}

/** The same with a JSON value behind each digest. */
export interface KeptValues<Value> {
  get(digest: string): Value | undefined;
  set(digest: string, value: Value): void;
  keep(): Promise<void>;
}

/** As `openLines`; between digest and value stands a sum of both, so that a damaged line is the value of nothing. */
export function openValues<Value>(file: string, name: string, most: number): KeptValues<Value> {
  const lines = openLines(file, name, most);
  return {
    get(digest) {
      const line = lines.get(digest);
      if (line === undefined) return undefined;
      const json = line.slice(sumLength);
      return sumOf(digest, json) === line.slice(0, sumLength) ? JSON.parse(json) : undefined;
    },
    set(digest, value) {
      const json = JSON.stringify(value);
      lines.set(digest, sumOf(digest, json) + json);
    },
    keep: lines.keep,
  };
}

const digestLength = 64;
const sumLength = 16;

function sumOf(digest: string, json: string): string {
  return hash("sha256", digest + json).slice(0, sumLength);
}

interface Lines {
  /** How many there are, those that count no more too. */
  readonly count: number;
  /** Whether the last line has no end. */
  readonly isCut: boolean;
  readonly byDigest: ReadonlyMap<string, string>;
}

function linesIn(file: string, wanted: string): Lines {
  const [name, ...lines] = textOf(file).split("\n");
  if (name !== wanted) return { count: 0, isCut: false, byDigest: new Map() };
  const whole = lines.filter((line) => line.length >= digestLength);
  const byDigest = new Map(whole.map((line) => [line.slice(0, digestLength), line.slice(digestLength)]));
  return { count: lines.length, isCut: lines.at(-1) !== "", byDigest };
}

/** Empty where there is none, or nothing that can be read. Hardly any has other letters than ASCII's, which are read ten times as fast. */
function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return "";
    throw error;
  }
}

/** Passes over what the disk did not take; throws what is anything else. */
function assertDisk(error: unknown, file: string): void {
  if (!isDiskProblem(diskProblem(error, file) ?? error)) throw error;
}
