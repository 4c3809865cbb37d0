import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../artifacts/index.ts";
import { openTrust, sha256Of, sumsText } from "../attestation/index.ts";
import {
  auditAttestations,
  auditRecords,
  changesSince,
  type Grade,
  type Observation,
} from "../audit/index.ts";
import { BenchError } from "../errors/index.ts";
import type { StoredRecord } from "../record/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { tellProblems } from "./problems.ts";
import { replay } from "./reproduce.ts";
import { namable, type Workspace } from "./workspace.ts";

export interface VerifyOptions {
  /** A commit to compare the checkout with. */
  readonly base?: string;
  /** So many records are played again, drawn by chance: of those that are new or changed, then of all. */
  readonly rerun?: number;
  /** File of whom to trust, to check signatures by. */
  readonly trustedRoot?: string;
  /** Whose workflow must have signed: `owner/name`. */
  readonly repository?: string;
  /** File that shall list the records, with their hashes, for somebody to sign. */
  readonly sums?: string;
  readonly json: boolean;
}

/** Worst first. */
const grades: readonly Grade[] = ["wrong", "changed", "doubtful", "told"];

/** Holds records against the benchmark, the checkout against a commit, and some records against another run of their cells. */
export async function verify(
  workspace: Workspace,
  names: readonly string[],
  options: VerifyOptions,
): Promise<ExitCode> {
  const { root, allResults: results, submissions, problems } = workspace;
  const tasks = namable(workspace);
  const gaps = tellProblems(problems, undefined, process.stderr);
  const checkout = { root, results, tasks, submissions, problems };
  const audited = auditRecords({ ...checkout, now: Date.now() });
  const chosen = named(audited.records, names);
  const files = new Set(chosen.map(({ file }) => file));
  const about = audited.findings.filter(
    ({ where }) => names.length === 0 || files.has(where) || isNamed(where, names),
  );
  const { base } = options;
  const compared = base === undefined ? { findings: [], touched: [] } : changesSince({ ...checkout, base });
  const signed = await auditAttestations({
    root,
    results,
    records: audited.records,
    ...(await signersOf(options)),
  });
  const findings = [...about, ...compared.findings, ...signed].toSorted(
    (a, b) => grades.indexOf(a.grade) - grades.indexOf(b.grade),
  );
  print(findings, root, chosen.length, options.json);
  if (options.sums !== undefined)
    await writeSums(options.sums, root, base === undefined ? [...files] : compared.touched);
  const isWrong = findings.some(({ grade }) => grade === "wrong");
  const code = await rerun(workspace, chosen, compared.touched, options.rerun ?? 0);
  if (code !== exitCodes.ok) return code;
  return gaps.code(isWrong ? exitCodes.failedCells : exitCodes.ok);
}

async function signersOf({ trustedRoot, repository }: VerifyOptions) {
  return {
    ...(trustedRoot === undefined ? {} : { trust: await openTrust(trustedRoot) }),
    ...(repository === undefined ? {} : { repository }),
  };
}

/** Lists files with their hashes, as `sha256sum --check` reads it in the checkout. */
async function writeSums(target: string, root: string, files: readonly string[]): Promise<void> {
  const sums = files.map((file) => ({
    name: path.relative(root, file).replaceAll(path.sep, "/"),
    hash: sha256Of(readFileSync(file)),
  }));
  const outside = sums.find(({ name }) => name.startsWith("../"));
  if (outside !== undefined)
    throw new BenchError("only files of the checkout can be listed", {
      code: "sums-outside",
      blame: "usage",
      where: "--sums",
      received: outside.name,
      mend: "Let --results lie in the checkout.",
    });
  await writeWhole(path.resolve(target), sumsText(sums));
  say(`${sums.length} records listed in ${target}`);
}

/** The records that are named by files or folders; all without names. Throws `BenchError` (blame usage) for a name of none. */
function named(records: readonly StoredRecord[], names: readonly string[]): readonly StoredRecord[] {
  if (names.length === 0) return records;
  return records.filter(({ file }) => isNamed(file, names));
}

function isNamed(file: string, names: readonly string[]): boolean {
  return names.some((name) => {
    const inside = path.relative(path.resolve(name), path.resolve(file));
    return !inside.startsWith("..") && !path.isAbsolute(inside);
  });
}

function print(findings: readonly Observation[], root: string, records: number, json: boolean): void {
  const shown = findings.map((finding) => ({
    ...finding,
    where: finding.where.replace(root + path.sep, ""),
  }));
  if (json) {
    console.log(JSON.stringify({ records, findings: shown }, null, 1));
    return;
  }
  for (const [{ grade, where, what }, more] of folded(shown))
    console.log(`${grade.padEnd(8)}  ${where}${more}: ${what.replaceAll(root + path.sep, "")}`);
  const counts = grades.map((grade) => `${findings.filter((one) => one.grade === grade).length} ${grade}`);
  say(`${records} records looked at: ${counts.join(", ")}.`);
}

/** What is only told, and told alike of many, is one line with their number; what somebody must mend or look at is named one by one. */
function folded(findings: readonly Observation[]): readonly (readonly [Observation, string])[] {
  const alike = Map.groupBy(findings, ({ grade, what, where }) =>
    grade === "told" ? what : `${where} ${what}`,
  );
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first!.grade !== "told") return [first!, ...others].map((one) => [one, ""] as const);
    return [[first!, others.length === 0 ? "" : ` and ${others.length} more`] as const];
  });
}

/** What nobody can foresee is drawn from what is new first: whoever forges cannot have forged another run. */
async function rerun(
  workspace: Workspace,
  records: readonly StoredRecord[],
  touched: readonly string[],
  count: number,
): Promise<ExitCode> {
  if (count === 0) return exitCodes.ok;
  const isTouched = new Set(touched.map((file) => path.resolve(file)));
  const [fresh, rest] = [true, false].map((wanted) =>
    records.filter(({ file }) => isTouched.has(path.resolve(file)) === wanted),
  );
  const order = [...shuffled(fresh!), ...shuffled(rest!)].slice(0, count);
  if (order.length === 0)
    throw new BenchError("there is no record to play again", {
      code: "record-none",
      blame: "usage",
      mend: "Name files of results, or leave the names out.",
    });
  return replay(
    workspace,
    order.map(({ record }) => record),
  );
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  const left = [...values];
  return values.map(() => left.splice(randomInt(left.length), 1)[0]!);
}
