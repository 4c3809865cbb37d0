import { execa } from "execa";
import { installed } from "./program.ts";
import { sandboxEnvironment } from "./sandbox.ts";

/** Versions of what this machine offers strategies to run with, by name: `node`, and `python` and `numpy` if there. */
export type Runtimes = Readonly<Record<string, string>>;

const script = `
import platform
print("python", platform.python_version())
from importlib import metadata
try:
    print("numpy", metadata.version("numpy"))
except metadata.PackageNotFoundError:
    pass
`;

let asked: Promise<Runtimes> | undefined;

/** Asks the interpreters that strategies get, in the environment that they get; once. */
export function strategyRuntimes(): Promise<Runtimes> {
  asked ??= askInterpreters();
  return asked;
}

async function askInterpreters(): Promise<Runtimes> {
  const node = { node: process.versions.node };
  const python = installed("python3");
  if (python === undefined) return node;
  const answer = await execa(python, ["-c", script], {
    env: sandboxEnvironment("/nonexistent", "/nonexistent"),
    extendEnv: false,
    cwd: "/",
    reject: false,
  });
  const lines = answer.stdout.split("\n").filter(Boolean);
  return { ...node, ...Object.fromEntries(lines.map((line) => line.split(" "))) };
}
