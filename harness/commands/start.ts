import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { BenchError } from "../errors/index.ts";
import { coreCount } from "../machine/index.ts";
import { listCells, stateOfCell, tourOf } from "../plan/index.ts";
import { readingOnce, readRecords } from "../record/index.ts";
import { board } from "./board.ts";
import { type ExitCode, exitCodes, isStopped } from "./exit.ts";
import { tellProblems } from "./problems.ts";
import { run } from "./run.ts";
import type { Workspace } from "./workspace.ts";

/** One seed shows that everything works; smoke ranks nothing with three of them either. */
const choice = { tier: "smoke", seeds: [0] } as const;

/** Processor seconds that cells may take on each core; the board and the site come after them, and all of it ends within two minutes. */
const secondsPerCore = 64;

/** The main job: submissions on every task at tier smoke, as many as two minutes hold, the board, and the site. */
export async function start(workspace: Workspace): Promise<ExitCode> {
  const { open, slugs } = tour(workspace);
  const told = new Set(slugs);
  const left = new Set(open.map(({ entry }) => entry.submission.slug).filter((slug) => !told.has(slug))).size;
  const what = left === 0 ? "every submission" : `${told.size} submissions`;
  console.log(`Running ${what} on every task at tier smoke, on one seed.`);
  if (left > 0)
    console.log(
      `That is what two minutes hold; the other ${left}: npm start again, or npx collapse-bench run --tier smoke`,
    );
  const gaps = tellProblems(workspace.problems, undefined, process.stderr);
  const chosen = { ...choice, ...(left === 0 ? {} : { submissions: slugs }) };
  const code = gaps.code(
    await run(
      { ...workspace, problems: [] },
      { ...chosen, device: "auto", isolation: "auto", executor: "local" },
    ),
  );
  if (isStopped(code)) return code;
  console.log("");
  await board(workspace, { tier: "smoke", json: false, areProblemsTold: true });
  console.log("\nBuilding the site.");
  await buildSite(workspace);
  console.log(
    `The site is in ${path.relative(process.cwd(), path.join(workspace.root, "dist"))}/: open it with  npm run site`,
  );
  // A missing interpreter keeps its own cells from running, which the run has said; the main job is done.
  if (code !== exitCodes.notRun) return code;
  return workspace.problems.length > 0 ? exitCodes.usage : exitCodes.ok;
}

/** What is open, and whose turn it is. */
function tour({ tasks, submissions, results, season }: Workspace) {
  const cells = listCells(tasks, submissions, choice, season);
  const read = readingOnce();
  const open = cells.filter((cell) => stateOfCell(cell, results, read).state !== "done");
  const { records } = readRecords(results, choice.tier, read);
  return { open, slugs: tourOf(open, records, secondsPerCore * coreCount()) };
}

async function buildSite(workspace: Workspace): Promise<void> {
  const astro = path.join(workspace.root, "node_modules", "astro", "bin", "astro.mjs");
  const { failed, all } = await execa(process.execPath, [astro, "build", "--root", "site"], {
    cwd: workspace.root,
    env: { ASTRO_TELEMETRY_DISABLED: "1", COLLAPSE_BENCH_RESULTS: workspace.allResults },
    all: true,
    reject: false,
  });
  if (!failed && existsSync(path.join(workspace.root, "dist", "index.html"))) return;
  throw new BenchError(`the site could not be built:\n${all}`, {
    code: "site-build",
    blame: "harness",
    mend: "Run `npm run build` to see it again.",
  });
}
