import { isAscii } from "node:buffer";
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isDiskProblem, writeWhole } from "./write.ts";

/** A file of lines that each begin with a SHA-256 in hex, below the name of what made them; read when it is asked for the first time. */
export interface KeptLines {
  /** What stands behind a digest. */
  get(digest: string): string | undefined;
  set(digest: string, rest: string): void;
  /** Writes what has been set, for processes to come; what the disk does not take is found again by them. */
  keep(): Promise<void>;
}

/** Lines behind another name are not believed; of more than `most` those that were asked for last stay. */
export function openLines(file: string, name: string, most: number): KeptLines {
  let read: ReadonlyMap<string, string> | undefined;
  const asked = new Map<string, string>();
  let isNew = false;
  return {
    get(digest) {
      read ??= linesIn(file, name);
      const found = asked.get(digest) ?? read.get(digest);
      if (found !== undefined) asked.set(digest, found);
      return found;
    },
    set(digest, rest) {
      asked.set(digest, rest);
      isNew = true;
    },
    async keep() {
      if (!isNew) return;
      const others = [...linesIn(file, name)].filter(([digest]) => !asked.has(digest));
      const all = [...others, ...asked].slice(-most).map(([digest, rest]) => digest + rest);
      await writeWhole(file, [name, ...all, ""].join("\n")).catch(unlessDisk);
    },
  };
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

function linesIn(file: string, wanted: string): ReadonlyMap<string, string> {
  const [name, ...lines] = textOf(file).split("\n");
  if (name !== wanted) return new Map();
  const whole = lines.filter((line) => line.length >= digestLength);
  return new Map(whole.map((line) => [line.slice(0, digestLength), line.slice(digestLength)]));
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

function unlessDisk(error: unknown): void {
  if (!isDiskProblem(error)) throw error;
}
