import path from "node:path";
import unhomoglyph from "unhomoglyph";
import { BenchError } from "../errors/index.ts";
import { entriesOf } from "./entry.ts";
import { manifestName } from "./files.ts";
import type { Submission } from "./read.ts";

/**
 * What a name looks like: two names with the same skeleton are taken for each other. After Unicode's Technical Standard 39,
 * without regard to case, blanks, punctuation and what is invisible.
 */
export function skeletonOf(name: string): string {
  const folded = unhomoglyph(name.normalize("NFKC").toLowerCase());
  return folded
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{Default_Ignorable_Code_Point}]/gu, "");
}

/** Keeps those whose names are their own; the benchmark's controls come first, then slugs by their order. */
export function withOwnNames(submissions: readonly Submission[]): {
  readonly kept: readonly Submission[];
  readonly taken: ReadonlyMap<string, BenchError>;
} {
  const owners = new Map<string, Submission>();
  const taken = new Map<string, BenchError>();
  const inTurn = submissions.toSorted((a, b) => Number(a.control === null) - Number(b.control === null));
  for (const submission of inTurn) {
    const names = namesOf(submission);
    const clash = names.find((name) => owners.has(skeletonOf(name)));
    if (clash !== undefined)
      taken.set(submission.slug, nameTaken(submission, clash, owners.get(skeletonOf(clash))!));
    else for (const name of names) owners.set(skeletonOf(name), submission);
  }
  return { kept: submissions.filter(({ slug }) => !taken.has(slug)), taken };
}

/** As the board shows its entries. */
function namesOf(submission: Submission): readonly string[] {
  return entriesOf(submission).map(({ name }) => name);
}

function nameTaken({ folder }: Submission, name: string, owner: Submission): BenchError {
  return new BenchError(`the name "${name}" can be taken for one of the submission "${owner.slug}"`, {
    code: "manifest-name-taken",
    blame: "submission",
    where: path.relative(process.cwd(), path.join(folder, manifestName)),
    mend: "Choose another name.",
  });
}
