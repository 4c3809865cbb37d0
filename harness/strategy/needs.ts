import path from "node:path";
import { execa } from "execa";
import { BenchError } from "../errors/index.ts";
import { type Need, parseNeed, type Submission, satisfies } from "../submission/index.ts";
import { installed } from "./program.ts";
import { type Runtimes, strategyRuntimes } from "./runtimes.ts";
import { sandboxEnvironment } from "./sandbox.ts";

const ask = `
import sys
from importlib import metadata
for name in sys.argv[1:]:
    try:
        print(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        pass
`;

/**
 * Versions of what a submission's `needs` name, by name. Throws `BenchError` (blame environment) where this machine lacks
 * one, naming the interpreter and the version found.
 */
export async function checkNeeds(submission: Submission): Promise<Runtimes> {
  const needs = submission.manifest.needs.map((text) => parseNeed(text)!);
  if (needs.length === 0) return {};
  const program = pythonOf(submission);
  const { node, python } = await strategyRuntimes();
  const packages = needs.map(({ name }) => name).filter((name) => name !== "node" && name !== "python");
  const found: Runtimes = {
    ...(await packageVersions(program, packages)),
    ...(node === undefined ? {} : { node }),
    ...(python === undefined ? {} : { python }),
  };
  const interpreter = python === undefined ? "no python3" : `${program ?? "python3"} (${python})`;
  for (const need of needs) {
    const version = found[need.name];
    if (version === undefined || !satisfies(version, need))
      throw unmet(submission, need, version, interpreter);
  }
  return Object.fromEntries(needs.map(({ name }) => [name, found[name]!]));
}

/** The Python that runs the strategy, if one does; else the machine's. */
function pythonOf({ manifest }: Submission): string | undefined {
  const [program = ""] = manifest.run;
  const named = /^python[\d.]*$/.test(path.basename(program)) ? program : "python3";
  return path.isAbsolute(named) ? named : installed(path.basename(named));
}

/** Asked in the environment that strategies get: what lies in home folders is not there for them. */
async function packageVersions(program: string | undefined, names: readonly string[]): Promise<Runtimes> {
  if (program === undefined || names.length === 0) return {};
  const { stdout } = await execa(program, ["-c", ask, ...names], {
    env: sandboxEnvironment("/nonexistent", "/nonexistent"),
    extendEnv: false,
    cwd: "/",
    reject: false,
  });
  const lines = stdout.split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(" ")));
}

function unmet(
  { slug, manifest }: Submission,
  need: Need,
  version: string | undefined,
  interpreter: string,
): BenchError {
  const wanted = manifest.needs.find((text) => parseNeed(text)?.name === need.name)!;
  const own = need.name === "node" || need.name === "python";
  const has = version === undefined ? `no ${need.name}` : `${need.name} ${version}`;
  return new BenchError(`${slug} needs ${wanted}`, {
    code: "need-unmet",
    blame: "environment",
    where: path.join(slug, "submission.yaml"),
    received: own ? (version === undefined ? interpreter : has) : `${interpreter} with ${has}`,
    mend: own
      ? "Install it for the whole system."
      : `Install it for the whole system, for example with apt-get install python3-${need.name.toLowerCase()}; or let the manifest's "setup" bring it.`,
  });
}
