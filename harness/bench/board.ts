import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { execaNode } from "execa";
import { chromium } from "playwright-core";
import { addEntry, makeBoard } from "./made-board.ts";
import type { BenchCase } from "./table.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");
const compiled = path.join(repository, "node_modules", ".cache", "compiled");
const sizes = [100, 300, 1000, 3000];
/** At this many entries goals are set. */
const judged = 1000;

/** Writes what a process took to descriptor 3 when it ends. */
const meter =
  'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>{const u=process.resourceUsage();writeSync(3,JSON.stringify({seconds:(u.userCPUTime+u.systemCPUTime)/1e6,mib:u.maxRSS/1024}))})';

interface Taken {
  /** Processor time of all its threads, which depends less on how busy the machine is. */
  readonly seconds: number;
  /** What a person waits for. */
  readonly clock: number;
  /** Most memory at once. */
  readonly mib: number;
}

/**
 * What the board and the site take with so many made entries on every published task, at five seeds: processor seconds, those of the clock, and memory; the board
 * before its records have been checked once, afterwards, and with an entry more; and the processor time that an act of the reader's takes in Chromium.
 * Cases are named by their size, such as `--case 300`.
 */
export async function benchBoard(
  progress: (line: string) => void,
  isWanted: (name: string) => boolean,
): Promise<readonly BenchCase[]> {
  const cases: BenchCase[] = [];
  for (const size of sizes.filter((size) => isWanted(String(size)))) {
    progress(`writing records of ${size} entries`);
    const root = makeBoard(size);
    try {
      cases.push(...(await measure(root, size, progress)));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return cases;
}

async function measure(
  root: string,
  size: number,
  progress: (line: string) => void,
): Promise<readonly BenchCase[]> {
  const results = path.join(root, "results");
  progress(`${size}: board`);
  const cli = path.join(repository, "harness", "cli.ts");
  const printed = ["board", "--json", "--root", root, "--results", results];
  const first = await metered(cli, printed, {});
  const board = await metered(cli, printed, {});
  addEntry(root, size);
  const more = await metered(cli, printed, {});
  progress(`${size}: board took ${[first, board, more].map(told).join("; ")}`);
  progress(`${size}: site`);
  const astro = path.join(repository, "node_modules", "astro", "bin", "astro.mjs");
  const out = path.join(root, "dist");
  const site = await metered(astro, ["build", "--root", "site"], {
    COLLAPSE_BENCH_ROOT: root,
    COLLAPSE_BENCH_RESULTS: results,
    COLLAPSE_BENCH_OUT: out,
  });
  progress(`${size}: site took ${told(site)}`);
  const home = gzipSync(readFileSync(path.join(out, "index.html"))).length / 1024;
  const of = (name: string, unit: string, value: number, goal: number | null): BenchCase => ({
    name: `${size} entries: ${name}`,
    unit,
    value,
    peer: null,
    ratio: null,
    goal: size === judged ? goal : null,
  });
  progress(`${size}: Chromium`);
  const shown = await shownIn(path.join(out, "tasks", "gaussian-mixture", "index.html"));
  return [
    of("board at first, processor", "s", first.seconds, null),
    of("board at first, clock", "s", first.clock, null),
    of("board again, processor", "s", board.seconds, 5),
    of("board again, clock", "s", board.clock, 5),
    of("board with an entry more, processor", "s", more.seconds, 5),
    of("board with an entry more, clock", "s", more.clock, 5),
    of("board, memory", "MiB", Math.max(first.mib, board.mib, more.mib), 1024),
    of("site, processor", "s", site.seconds, 60),
    of("site, clock", "s", site.clock, 60),
    of("site, memory", "MiB", site.mib, 2048),
    of("home, compressed", "KiB", home, 100),
    of("order in Chromium", "ms", shown.order, 50),
    of("search in Chromium", "ms", shown.search, 50),
  ];
}

/** Said as soon as it is known: whatever fails afterwards takes no figure with it. */
function told({ seconds, clock, mib }: Taken): string {
  return `${seconds.toFixed(1)} s of processor, ${clock.toFixed(1)} s, ${mib.toFixed(0)} MiB`;
}

async function metered(script: string, args: readonly string[], env: Record<string, string>): Promise<Taken> {
  const start = performance.now();
  const { stdio } = await execaNode(script, args, {
    cwd: repository,
    // As `harness/bin.js` and `npm run build` start them.
    env: { ASTRO_TELEMETRY_DISABLED: "1", NODE_COMPILE_CACHE: compiled, ...env },
    nodeOptions: ["--import", meter, "--max-semi-space-size=64", "--max-old-space-size=6000"],
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  return { ...JSON.parse(String(stdio[3])), clock: (performance.now() - start) / 1000 };
}

const turns = 15;

/** Runs in the page, so many times: an act of the reader's, and the page laid out again. */
const repeated = (act: string) =>
  `for (let turn = 0; turn < ${turns}; turn++) { ${act}; document.body.offsetHeight; }`;

/** Milliseconds of the page's own thread that ordering and searching a board take in Chromium: what the processor was busy for, not the clock. */
async function shownIn(file: string): Promise<{ readonly order: number; readonly search: number }> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.locator("form[data-tools]").waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const spent = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")!.value;
    };
    const taken = async (act: string) => {
      const before = await spent();
      await page.evaluate(repeated(act));
      return (1000 * ((await spent()) - before)) / turns;
    };
    // By name: made entries' names have nothing to do with their gains, so that every row shown is another.
    const order = await taken('document.querySelector("th[data-column=name] button").click()');
    const search = await taken(
      'const field = document.querySelector("input[name=q]"); field.value = turn % 2 ? "" : "1"; field.dispatchEvent(new Event("input", { bubbles: true }))',
    );
    return { order, search };
  } finally {
    await browser.close();
  }
}
