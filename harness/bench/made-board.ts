import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomStream } from "../random/index.ts";
import { type ResultRecord, readRecord, recordFile, withHashes } from "../record/index.ts";
import { divisions, entriesOf, readSubmission, type Submission, strategyHash } from "../submission/index.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");
const seeds = 5;
const tier = "standard";
/** The entry whose published records the made ones are shaped like. */
const template = "random";
const asked = divisions.filter((division) => division !== "none" && division !== "human");

/** Writes a checkout of so many made entries on every published task, beside the controls' own records. Returns its folder. */
export function makeBoard(entries: number): string {
  const root = mkdtempSync(path.join(tmpdir(), "collapse-bench-board-"));
  for (const name of ["node_modules", "tasks", "docs"])
    symlinkSync(path.join(repository, name), path.join(root, name));
  cpSync(path.join(repository, "package.json"), path.join(root, "package.json"));
  copyControls(root);
  for (let number = 0; number < entries; number++) addEntry(root, number);
  return root;
}

/** Writes one made entry more; numbers make them differ. */
export function addEntry(root: string, number: number): void {
  makeEntry(root, `made-${String(number).padStart(4, "0")}`);
}

function copyControls(root: string): void {
  for (const name of ["clean", "keep-all", "oracle", "random", "controls.yaml"])
    cpSync(path.join(repository, "submissions", name), path.join(root, "submissions", name), {
      recursive: true,
    });
  for (const task of publishedTasks())
    for (const name of ["clean", "keep-all", "oracle", "random"])
      for (let seed = 0; seed < seeds; seed++) {
        const file = path.join(tier, task, name, `${seed}.json`);
        cpSync(path.join(repository, "results", file), path.join(root, "results", file), { recursive: true });
      }
}

/** The tasks themselves: a board of a task with another model has fewer seeds, and other entries. */
function publishedTasks(): readonly string[] {
  return readdirSync(path.join(repository, "tasks")).sort();
}

function makeEntry(root: string, slug: string): void {
  const random = randomStream("made-board", slug);
  const folder = path.join(root, "submissions", slug);
  mkdirSync(folder, { recursive: true });
  const division = asked[Math.floor(random.uniform() * asked.length)]!;
  const manifest = `schema: 1\nname: Made ${slug}\nauthors: [{name: Nobody}]\ndescription: Made to measure the board.\nlicense: MIT\n`;
  writeFileSync(
    path.join(folder, "submission.yaml"),
    `${manifest}division: ${division}\ntasks: all\nrun: [python3, strategy.py]\n`,
  );
  writeFileSync(path.join(folder, "strategy.py"), program);
  const submission = readSubmission(folder);
  const skill = random.uniform() - 0.5;
  for (const task of publishedTasks())
    for (let seed = 0; seed < seeds; seed++) writeMade(root, submission, task, seed, skill);
}

const program = "import json, sys\nfor line in sys.stdin:\n    print(json.dumps({}), flush=True)\n";

const templates = new Map<string, ResultRecord>();

function templateOf(task: string, seed: number): ResultRecord {
  const cell = { task, tier, submission: template, variant: null, seed } as const;
  const file = recordFile(path.join(repository, "results"), cell);
  const known = templates.get(file) ?? readRecord(file);
  templates.set(file, known);
  return known;
}

/** The template's record with metrics moved: by the entry's skill, and a little by chance. */
function writeMade(root: string, submission: Submission, task: string, seed: number, skill: number): void {
  const old = templateOf(task, seed);
  const random = randomStream("made-board", submission.slug, task, seed);
  const moved = (value: number) => value * (1 + 0.2 * skill + 0.02 * (random.uniform() - 0.5));
  const regimes = Object.fromEntries(
    Object.entries(old.regimes).map(([regime, rounds]) => [
      regime,
      rounds.map((round) => ({
        ...round,
        metrics: Object.fromEntries(
          Object.entries(round.metrics).map(([name, value]) => [name, moved(value)]),
        ),
      })),
    ]),
  );
  const [entry] = entriesOf(submission);
  const record: ResultRecord = {
    ...old,
    cell: { ...old.cell, submission: submission.slug },
    strategy: {
      ...old.strategy,
      hash: strategyHash(entry!),
      division: submission.manifest.division,
      control: null,
    },
    regimes,
  };
  const file = recordFile(path.join(root, "results"), record.cell);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(withHashes(record), null, 1)}\n`);
}
