import path from "node:path";
import { z } from "zod";
import { canonicalHash, textIfThere, writeWhole } from "../artifacts/index.ts";
import { parseJsonText } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import type { AskedOrigin, ModelOrigin } from "../task/index.ts";

/** `auto` falls back to none, and says so; `bubblewrap` insists. */
export const wishedIsolations = ["bubblewrap", "auto", "none"] as const;

const asked = [
  z.strictObject({ form: z.literal("gguf"), file: z.string() }),
  z.strictObject({ form: z.literal("server"), address: z.string(), served: z.string().optional() }),
] as const;
const verifier = z.discriminatedUnion("form", asked).optional();
const originSchema = z.discriminatedUnion("form", [
  ...asked,
  z.strictObject({ form: z.literal("hub"), folder: z.string(), verifier }),
  z.strictObject({
    form: z.literal("trainer"),
    folder: z.string(),
    command: z.string().min(1),
    workDir: z.string(),
    verifier,
  }),
]);

const jobSchema = z.strictObject({
  schema: z.literal(1),
  /** The checkout: holds `tasks/` and `submissions/`. */
  root: z.string(),
  results: z.string(),
  /** Shared artifacts, locks, checkpoints and logs. */
  cache: z.string(),
  /** Wished; the worker finds out what there is. */
  device: z.string(),
  isolation: z.enum(wishedIsolations),
  /** Data to run on instead of the tasks' own. */
  corpus: z.strictObject({ name: z.string(), folder: z.string() }).optional(),
  /** A language model to start from, or to ask, instead of the tasks' own. */
  model: z.strictObject({ name: z.string(), origin: originSchema }).optional(),
  /** Another share of the candidates than the tiers' own. */
  share: z.string().optional(),
  /** Whose streams are drawn; absent for season 0. The key itself stays in its file. */
  season: z.strictObject({ number: z.int().positive(), keyFile: z.string().optional() }).optional(),
  /** Ids of cells; a cell's place, from 0, is its index. */
  cells: z.array(z.string()).min(1),
  /** Cells to compute anew: by id, when the run began that made the record to be replaced. */
  replaces: z.record(z.string(), z.string()).default({}),
});
/** What is to be computed, where, and how: all that a worker is told. */
export type Job = z.infer<typeof jobSchema>;

/** A job and the file that workers read it from. */
export interface StoredJob {
  readonly file: string;
  readonly job: Job;
}

/** Writes a job: into its cache, under a name that follows from its content, unless a file is named. */
export async function writeJob(job: Omit<Job, "schema">, named?: string): Promise<StoredJob> {
  const checked = jobSchema.parse({ schema: 1, ...job });
  const file = named ?? path.join(job.cache, "jobs", `${canonicalHash(checked).slice(0, 16)}.json`);
  await writeWhole(file, `${JSON.stringify(checked, null, 1)}\n`);
  return { file, job: checked };
}

/** Reads a job; its folders may be relative to the file. Throws `BenchError` (blame usage) naming file and field. */
export function readJob(file: string): StoredJob {
  const text = textIfThere(file);
  if (text === undefined) throw jobMissing(file);
  const job = parseJsonText(text, file, jobSchema, {
    kind: "job",
    blame: "usage",
    mend: "Let `collapse-bench plan --job` write the file.",
  });
  const within = (folder: string) => path.resolve(path.dirname(file), folder);
  const { root, results, cache, corpus, model, season } = job;
  const folders = { root: within(root), results: within(results), cache: within(cache) };
  const data = corpus && { corpus: { ...corpus, folder: within(corpus.folder) } };
  const start = model && { model: { ...model, origin: originWithin(model.origin, within) } };
  const key = season?.keyFile && { season: { ...season, keyFile: within(season.keyFile) } };
  return { file, job: { ...job, ...folders, ...data, ...start, ...key } };
}

type Within = (folder: string) => string;

function originWithin(origin: ModelOrigin, within: Within): ModelOrigin {
  if (origin.form === "gguf" || origin.form === "server") return askedWithin(origin, within);
  const { verifier: judge } = origin;
  const placed = { ...origin, folder: within(origin.folder), verifier: judge && askedWithin(judge, within) };
  return placed.form === "hub" ? placed : { ...placed, workDir: within(placed.workDir) };
}

function askedWithin(origin: AskedOrigin, within: Within): AskedOrigin {
  return origin.form === "gguf" ? { ...origin, file: within(origin.file) } : origin;
}

function jobMissing(file: string): BenchError {
  return new BenchError("there is no such job file", {
    code: "job-missing",
    blame: "usage",
    where: file,
    mend: "Correct its path, or let `collapse-bench plan --job` write one.",
  });
}
