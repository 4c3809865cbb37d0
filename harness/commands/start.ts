import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { BenchError } from "../errors/index.ts";
import { board } from "./board.ts";
import { type ExitCode, exitCodes, isStopped } from "./exit.ts";
import { run } from "./run.ts";
import type { Workspace } from "./workspace.ts";

/** One seed shows that everything works; smoke ranks nothing with three of them either. */
const choice = { tier: "smoke", seeds: [0] } as const;

/** The main job: every submission on every task at tier smoke, the board, and the site. */
export async function start(workspace: Workspace): Promise<ExitCode> {
  console.log("Running every submission on every task at tier smoke, on one seed.");
  const code = await run(workspace, { ...choice, device: "auto", isolation: "auto", executor: "local" });
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
