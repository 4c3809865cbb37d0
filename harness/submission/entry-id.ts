/** What an entry's id is made of. */
export interface EntryParts {
  /** The submission's slug. */
  readonly submission: string;
  /** Null for the submission as it is. */
  readonly variant: string | null;
}

/** How an entry is called in cells, paths and on the board: `slug` or `slug@variant`. */
export function entryId({ submission, variant }: EntryParts): string {
  return variant === null ? submission : `${submission}@${variant}`;
}

/** The parts of an id: `entryId` undone. */
export function entryParts(id: string): EntryParts {
  const [submission, variant = null] = id.split("@") as [string, string?];
  return { submission, variant };
}
