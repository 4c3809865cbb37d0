import type { Desk } from "./desk.ts";

/** What a reporter hands in: sentences that each stand alone, and the one sentence that sums them up. */
export interface Telling {
  readonly lead: string;
  /** In every article: together with the lead they hold all that the summary says. */
  readonly facts: readonly string[];
  /** Quotes, background and distractors: in the article as far as there is room. */
  readonly colour: readonly string[];
  readonly summary: string;
}

/** Tells one event of one kind. */
export type Reporter = (desk: Desk) => Telling;
