import path from "node:path";
import { z } from "zod";
import { type FileKind, parseYamlFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { type Complaint, complaintsAboutAsks, complaintsAboutRun, complaintsAboutTasks } from "./checks.ts";
import type { Control, Controls } from "./controls.ts";
import { fileHashes, manifestName } from "./files.ts";
import { submissionLimits } from "./limits.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";

/** A folder with its checked manifest. */
export interface Submission {
  readonly slug: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** The role that the benchmark gives it; null for everybody else's. */
  readonly control: Control | null;
  /** SHA-256 of each of its files, as `submissionFiles` lists them. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a submission is checked against. */
export interface Surroundings {
  /** The tasks there are; without them, any name passes. */
  readonly tasks?: readonly { readonly name: string }[];
  readonly controls?: Controls;
}

const kind: FileKind = {
  kind: "manifest",
  blame: "submission",
  retired: {
    control: "Remove the key: the benchmark names its controls itself, in submissions/controls.yaml.",
  },
};
const { bytes, depth } = submissionLimits.manifest;
const yamlLimits = { maxBytes: bytes, maxDepth: depth, aliases: false };

/** One submission's folder, checked. Throws `BenchError` (blame submission) naming file, line and fix. */
export function readSubmission(folder: string, { tasks, controls }: Surroundings = {}): Submission {
  const slug = slugOf(folder);
  const files = fileHashes(folder);
  const file = path.relative(process.cwd(), path.join(folder, manifestName));
  const tree = { folder, files: new Set(Object.keys(files)) };
  // Zod writes a parser for every schema of its own; in a pipe that of manifests is written once for all of them.
  const inPlace = z.custom<Manifest>().superRefine((manifest, context) => {
    const names = tasks?.map(({ name }) => name);
    const aboutTasks = names === undefined ? [] : complaintsAboutTasks(manifest, names);
    const complaints: readonly Complaint[] = [
      ...complaintsAboutRun(manifest, tree),
      ...complaintsAboutAsks(manifest),
      ...aboutTasks,
    ];
    for (const { at, message, params } of complaints)
      context.addIssue({ code: "custom", path: at, message, params: { ...params } });
  });
  const manifest = parseYamlFile(file, manifestSchema.pipe(inPlace), kind, yamlLimits);
  return { slug, folder, manifest, control: controls?.get(slug) ?? null, files };
}

function slugOf(folder: string): string {
  const slug = path.basename(folder);
  if (/^[a-z0-9][a-z0-9-]*$/.test(slug) && slug.length <= submissionLimits.folder.slugLength) return slug;
  throw new BenchError(`"${slug}" is no slug`, {
    code: "submission-slug",
    blame: "submission",
    where: path.relative(process.cwd(), folder),
    expected: `lower-case letters, digits and hyphens, at most ${submissionLimits.folder.slugLength}`,
    mend: "Rename the folder.",
  });
}
