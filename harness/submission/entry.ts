import type { z } from "zod";
import { canonicalHash } from "../artifacts/index.ts";
import { entryId } from "./entry-id.ts";
import type { Submission } from "./read.ts";

export type Params = Readonly<Record<string, z.core.util.JSONType>>;

/** One line of the board: a submission, or one of its variants. */
export interface Entry {
  /** As `entryId` has it. */
  readonly id: string;
  /** The submission's name, and the variant's after a comma. */
  readonly name: string;
  readonly submission: Submission;
  readonly variant: string | null;
  /** The manifest's params with the variant's changes. */
  readonly params: Params;
}

/** The entries that a submission has on a task's board. */
export function entriesOn(task: string, submission: Submission): readonly Entry[] {
  const { tasks, only } = submission.manifest;
  if (tasks !== "all" && !tasks.includes(task)) return [];
  return entriesOf(submission).filter(
    ({ variant }) => variant === null || (only[variant]?.includes(task) ?? true),
  );
}

/** All entries of a submission: the unchanged one first, then its variants by name. */
export function entriesOf(submission: Submission): readonly Entry[] {
  const { slug, manifest } = submission;
  const { name } = manifest;
  const base: Entry = { id: slug, name, submission, variant: null, params: manifest.params };
  const variants = Object.entries(manifest.variants).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    base,
    ...variants.map(([variant, changes]) => ({
      id: entryId({ submission: slug, variant }),
      name: `${name}, ${variant}`,
      submission,
      variant,
      params: { ...manifest.params, ...changes },
    })),
  ];
}

/** SHA-256 of all that decides what an entry selects: its files, the manifest's fields that reach it, and its role. */
export function strategyHash({ submission, params }: Entry): string {
  const { manifest, control, files } = submission;
  const { run, generation, division } = manifest;
  return canonicalHash({ files, run, generation, division, control, params });
}
