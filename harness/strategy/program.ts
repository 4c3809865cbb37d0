import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { StrategyFailure } from "../selection/index.ts";
import type { Isolation } from "./isolation.ts";
import { nodeMount, searchFolders, submissionMount } from "./sandbox.ts";

/**
 * The absolute path of a manifest's program as the strategy's own file system shows it. Throws `StrategyFailure`
 * when it is the submission's to bring and not there, `BenchError` (blame environment) when it is the machine's.
 */
export function resolveProgram(program: string, folder: string, isolation: Isolation): string {
  if (program === "node") return isolation === "bubblewrap" ? nodeMount : process.execPath;
  if (path.isAbsolute(program)) return existsSync(program) ? program : missing(program);
  if (program.includes("/")) return ownProgram(program, folder, isolation);
  const found = installed(program);
  if (found !== undefined) return found;
  if (existsSync(path.join(folder, program))) throw withoutFolder(program, folder);
  return missing(program);
}

/** A program of the machine, where strategies look for it too. */
export function installed(program: string): string | undefined {
  return searchFolders.map((place) => path.join(place, program)).find((file) => existsSync(file));
}

/** Bubblewrap by its absolute path: where the system keeps programs, else where PATH says. */
export function findBubblewrap(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter(path.isAbsolute);
  return installed("bwrap") ?? folders.map((place) => path.join(place, "bwrap")).find(isExecutable);
}

function withoutFolder(program: string, folder: string): StrategyFailure {
  return new StrategyFailure("could-not-start", "`run` names a program of the folder without `./`", {
    where: path.join(path.basename(folder), "submission.yaml"),
    expected: `./${program}`,
    mend: "Write it so, and make it executable (chmod +x).",
  });
}

function ownProgram(program: string, folder: string, isolation: Isolation): string {
  const file = path.join(folder, program);
  const isInside = !path.relative(folder, file).startsWith("..");
  if (!isInside || !isExecutable(file))
    throw new StrategyFailure(
      "could-not-start",
      "`run` names a program that is not in the folder, or cannot be run",
      {
        where: path.join(path.basename(folder), "submission.yaml"),
        mend: "Add the file and make it executable (chmod +x), or start it through its interpreter.",
      },
    );
  return path.join(isolation === "bubblewrap" ? submissionMount : folder, program);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missing(program: string): never {
  throw new BenchError(`the program "${program}" is not on this machine`, {
    code: "program-missing",
    blame: "environment",
    expected: `it in ${searchFolders.join(", ")}`,
    mend: `Install it for the whole system, for example with apt-get; programs in home folders are not visible to strategies.`,
  });
}
