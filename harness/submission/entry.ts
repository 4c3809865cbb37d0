import type { z } from "zod";
import { canonicalHash } from "../artifacts/index.ts";
import { type Decoding, isAllowed, type Offer } from "../task/index.ts";
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
  /** Decoding settings that its pools are made with; undefined where it chooses itself, or takes the task's own. */
  readonly decoding: Decoding | undefined;
}

/** The entries that a submission has on a task's board. */
export function entriesOn(offer: Offer, submission: Submission): readonly Entry[] {
  return entriesOf(submission).filter((entry) => absenceOf(entry, offer) === undefined);
}

/** Why an entry takes no part in a task, said of the entry; undefined when it does. */
export function absenceOf({ submission, variant, decoding }: Entry, offer: Offer): string | undefined {
  const { tasks, only, asks, asksMore, generation } = submission.manifest;
  const listed = [tasks, (variant !== null && only[variant]) || "all"];
  const narrow = listed.find((names) => names !== "all" && !names.includes(offer.entriesOf));
  if (narrow !== undefined) return `takes part in ${[narrow].flat().join(", ")} only`;
  const needed = [...asks, ...((variant !== null && asksMore[variant]) || [])];
  const lacking = needed.filter((need) => !offer.has.has(need));
  const needsChoices = generation && Object.keys(offer.choices).length === 0;
  const missing = [
    ...lacking,
    ...(needsChoices ? ["decoding choices"] : []),
    ...undecodable(decoding ?? {}, offer),
  ];
  if (missing.length === 0) return undefined;
  return `asks for what ${offer.task} does not offer at tier ${offer.tier}: ${missing.join(", ")}`;
}

/** Decoding settings that a task does not have, or not with these values. */
function undecodable(decoding: Decoding, { choices }: Offer): readonly string[] {
  return Object.entries(decoding)
    .filter(([name, value]) => !Object.hasOwn(choices, name) || !isAllowed(choices[name]!, value))
    .map(([name, value]) => `decoding with ${name} ${value}`);
}

/** All entries of a submission: the unchanged one first, then its variants by name. */
export function entriesOf(submission: Submission): readonly Entry[] {
  const { slug, manifest } = submission;
  const { name } = manifest;
  const base: Entry = {
    id: slug,
    name,
    submission,
    variant: null,
    params: manifest.params,
    decoding: undefined,
  };
  const variants = Object.entries(manifest.variants).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    base,
    ...variants.map(([variant, changes]) => ({
      id: entryId({ submission: slug, variant }),
      name: `${name}, ${variant}`,
      submission,
      variant,
      params: { ...manifest.params, ...changes },
      decoding: manifest.decoding[variant],
    })),
  ];
}

/** SHA-256 of all that decides what an entry selects: its files, the manifest's fields that reach it, and its role. */
export function strategyHash({ submission, params, decoding }: Entry): string {
  const { manifest, control, files } = submission;
  const { run, setup, generation, division } = manifest;
  const further = { ...(setup.length > 0 && { setup }), ...(decoding && { decoding }) };
  return canonicalHash({ files, run, generation, division, control, params, ...further });
}
