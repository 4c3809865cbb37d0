import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { BenchError } from "../../../harness/errors/index.ts";
import { standardInput } from "../rows/index.ts";

const waitingCharacters = 256 * 1024;

/** A file with one JSON object a line, which appears under its name only when it is whole. */
export class LinesFile implements AsyncDisposable {
  readonly #path: string;
  readonly #handle: FileHandle;
  #waiting = "";

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Throws `per-pair-input` where it would replace the file that is being read. */
  static async open(path: string, input: string): Promise<LinesFile> {
    if (await isSame(path, input)) throw wouldReplace(path);
    return new LinesFile(path, await open(partOf(path), "w"));
  }

  async add(value: object): Promise<void> {
    this.#waiting += `${JSON.stringify(value)}\n`;
    if (this.#waiting.length >= waitingCharacters) await this.#write();
  }

  /** Ends the file and gives it its name. */
  async finish(): Promise<void> {
    await this.#write();
    await this.#handle.sync();
    await rename(partOf(this.#path), this.#path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(partOf(this.#path), { force: true });
  }

  async #write(): Promise<void> {
    await this.#handle.appendFile(this.#waiting);
    this.#waiting = "";
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

async function isSame(path: string, input: string): Promise<boolean> {
  if (input === standardInput) return false;
  const [one, other] = await Promise.all([path, input].map((file) => stat(file).catch(() => undefined)));
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}

function wouldReplace(path: string): BenchError {
  return new BenchError("the scores of pairs would replace the pairs", {
    code: "per-pair-input",
    blame: "usage",
    where: "--per-pair",
    received: path,
    mend: "Name another file.",
  });
}
