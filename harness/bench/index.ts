/**
 * Bench: figures of the harness's own speed, measured here and now, never asserted in tests.
 * In: `npm run bench -- <suite> [--case NAME …] [--json]`. Out: a table, or `{"cases": [...]}` on stdout; progress on stderr.
 * A peer is measured interleaved in the same call; every ratio is of figures from one run on one machine.
 */
import { parseArgs } from "node:util";
import { BenchError, explain } from "../errors/index.ts";
import { type BenchCase, tableOf } from "./table.ts";

/** A suite measures its cases and tells how it goes; only the cases wanted, where it can. */
export type Suite = (
  progress: (line: string) => void,
  isWanted: (name: string) => boolean,
) => Promise<readonly BenchCase[]>;

const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  engine: async () => (await import("./engine.ts")).benchEngine,
  newsroom: async () => (await import("./newsroom.ts")).benchNewsroom,
  protocol: async () => (await import("./protocol.ts")).benchProtocol,
  rouge: async () => (await import("./rouge.ts")).benchRouge,
};

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, case: { type: "string", multiple: true } },
  });
  const suite = await loadSuite(positionals);
  const cases = await suite(
    (line) => process.stderr.write(`${line}\n`),
    (name) => values.case?.includes(name) ?? true,
  );
  process.stdout.write(values.json === true ? `${JSON.stringify({ cases })}\n` : tableOf(cases));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function loadSuite(names: readonly string[]): Promise<Suite> {
  const [name = "nothing"] = names;
  if (names.length === 1 && Object.hasOwn(SUITES, name)) return await SUITES[name]!();
  throw new BenchError("there is no such suite", {
    code: "bench-suite",
    blame: "usage",
    where: "npm run bench",
    expected: Object.keys(SUITES).join(", "),
    received: names.join(" ") || "nothing",
    mend: "Name one suite, such as `npm run bench -- protocol`.",
  });
}
