/**
 * Brings replications of schema 2 to schema 3, by hand: `node harness/commands/migrate-replications.ts [results]`.
 * A file is rewritten only when it was measured with the present numbers, margins apart. Figures, provenance and what was measured stay as
 * they are; statements lose a `Not in the paper:`. Verdicts stay, or where the task has margins come from its `replication/from-rows.ts`.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { canonicalHash } from "../artifacts/index.ts";
import {
  type Finding,
  measuredNumbers,
  readStudy,
  type StoredStudy,
  studyVersions,
  writeStudy,
} from "../study/index.ts";
import { discoverTasks, type Task } from "../task/index.ts";

type Stored = StoredStudy<"replication">;
interface OldFinding {
  readonly paper: string;
  readonly measured: string;
  readonly agrees: boolean;
}
type OldStudy = Omit<Stored, "schema" | "findings"> & {
  readonly schema: number;
  readonly findings: readonly OldFinding[];
};

/** What a task's `from-rows.ts` offers: findings with the verdicts that its margins give to the rows. */
type FromRows = (study: Pick<Stored, "figures" | "findings">, numbers: unknown) => readonly Finding[];

/** How schema 2 told a statement of nobody's paper. */
const ownMark = /^Not in the paper: (.*), derived here\.$/;
const root = path.join(import.meta.dirname, "..", "..");
const results = path.resolve(process.argv[2] ?? path.join(root, "results"));
const tasks = await discoverTasks(root);

for (const file of globSync(path.join(results, "replications", "*.json")).sort()) {
  const old = JSON.parse(readFileSync(file, "utf8")) as OldStudy;
  const task = tasks.find(({ name }) => name === old.task);
  const said = task === undefined ? "refused: no such task is here" : await migrate(old, task);
  console.log(`${path.basename(file)}: ${said}`);
  if (said.startsWith("refused")) process.exitCode = 1;
}

async function migrate(old: OldStudy, task: Task): Promise<string> {
  const numbers = task.file.replication;
  if (old.schema === studyVersions.replication) return "stays, it is of the present schema";
  if (old.schema !== 2) return `refused: its schema is ${old.schema}`;
  if (old.hash !== canonicalHash(measuredNumbers(numbers)))
    return "refused: it was measured with other numbers";
  const findings = old.findings.map(asBefore);
  const judge = await judgeOf(task);
  if (judge === undefined && measuredNumbers(numbers) !== numbers)
    return "refused: its verdicts need margins; measure it again";
  const judged = judge?.({ figures: old.figures, findings }, numbers) ?? findings;
  await writeStudy(results, {
    ...old,
    schema: studyVersions.replication,
    hash: canonicalHash(numbers),
    findings: judged,
  });
  const written = readStudy(results, "replication", task.name)!;
  const kept = ["task", "version", "seed", "figures", "provenance"] as const;
  const lost = kept.filter((part) => !isDeepStrictEqual(written[part], old[part]));
  return lost.length === 0 ? "rewritten" : `refused: other ${lost.join(", ")} came out`;
}

function asBefore({ paper, measured, agrees }: OldFinding): Finding {
  const own = ownMark.exec(paper)?.[1];
  return {
    source: own === undefined ? "paper" : "here",
    claim: own === undefined ? paper : `${own[0]!.toUpperCase()}${own.slice(1)}.`,
    measured,
    verdict: agrees ? "agrees" : "differs",
  };
}

async function judgeOf(task: Task): Promise<FromRows | undefined> {
  const file = path.join(root, "tasks", task.name, "replication", "from-rows.ts");
  if (!existsSync(file)) return undefined;
  const { judgedFromRows } = (await import(file)) as { readonly judgedFromRows: FromRows };
  return judgedFromRows;
}
