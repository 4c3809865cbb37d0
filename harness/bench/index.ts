/**
 * Bench: figures of the harness's own speed, measured here and now, never asserted in tests.
 * In: `npm run bench -- <suite> [--case NAME …] [--device NAME] [--json]`. Out: a table with the machine, or `{"machine", "cases"}` on stdout; progress on stderr.
 * A peer is measured interleaved in the same call; every ratio is of figures from one run on one machine.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { BenchError, explain, messageOf } from "../errors/index.ts";
import { coreCount, instructionSets } from "../machine/index.ts";
import { type BenchCase, tableOf } from "./table.ts";

/** A suite measures its cases and tells how it goes; only the cases wanted, and on the device wanted, where it can. */
export type Suite = (
  progress: (line: string) => void,
  isWanted: (name: string) => boolean,
  device: string,
) => Promise<readonly BenchCase[]>;

/** Every suite by the name it is asked for, with what it measures. */
const SUITES: Readonly<Record<string, { readonly says: string; load(): Promise<Suite> }>> = {
  board: {
    says: "what the board and the site take with 100 to 3,000 made entries; --case 300 for one size",
    load: async () => (await import("./board.ts")).benchBoard,
  },
  engine: {
    says: "training and searching with compiled programs, beside PyTorch; --device webgpu on a GPU",
    load: async () => (await import("./engine.ts")).benchEngine,
  },
  newsroom: {
    says: "how fast the news task's own corpus is written",
    load: async () => (await import("./newsroom.ts")).benchNewsroom,
  },
  protocol: {
    says: "how fast a strategy in its sandbox gets a pool and gives a selection",
    load: async () => (await import("./protocol.ts")).benchProtocol,
  },
  rouge: {
    says: "how many pairs ROUGE scores in a second",
    load: async () => (await import("./rouge.ts")).benchRouge,
  },
};

const USAGE = `Usage: npm run bench -- <suite> [--case NAME …] [--device NAME] [--json]

Suites:
${Object.entries(SUITES)
  .map(([name, { says }]) => `  ${name.padEnd(10)}${says}`)
  .join("\n")}

Options:
  --case NAME   only this case, where a suite can; may be given several times
  --device NAME where programs run, where a suite has them: cpu (default) or webgpu
  --json        {"machine": …, "cases": […]} on stdout instead of a table
  --help        this text
`;

try {
  await bench();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof BenchError ? 2 : 1;
}

async function bench(): Promise<void> {
  const { positionals, values } = parsedArguments();
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const suite = await loadSuite(positionals);
  const cases = await suite(
    (line) => process.stderr.write(`${line}\n`),
    (name) => values.case?.includes(name) ?? true,
    values.device ?? "cpu",
  );
  const machine = machineHere();
  process.stdout.write(
    values.json === true ? `${JSON.stringify({ machine, cases })}\n` : `${machine}\n${tableOf(cases)}`,
  );
}

/** Ratios are of a processor: two that have the same name may differ in what they can do at once. */
function machineHere(): string {
  const model = os.cpus()[0]?.model.trim() ?? "unknown processor";
  const vectors = instructionSets()?.filter((name) => /^(avx2|avx512f|amx_tile|asimd|sve)$/.test(name)) ?? [];
  return [model, `${coreCount()} cores`, ...vectors].join(", ");
}

function parsedArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        case: { type: "string", multiple: true },
        device: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new BenchError("these options are not understood", {
      code: "bench-options",
      blame: "usage",
      where: "npm run bench",
      received: messageOf(error),
      mend: "`npm run bench -- --help` lists what there is.",
      cause: error,
    });
  }
}

async function loadSuite(names: readonly string[]): Promise<Suite> {
  const [name = "nothing"] = names;
  if (names.length === 1 && Object.hasOwn(SUITES, name)) return await SUITES[name]!.load();
  throw new BenchError("there is no such suite", {
    code: "bench-suite",
    blame: "usage",
    where: "npm run bench",
    expected: Object.keys(SUITES).join(", "),
    received: names.join(" ") || "nothing",
    mend: "Name one suite, such as `npm run bench -- protocol`; `--help` says what they measure.",
  });
}
