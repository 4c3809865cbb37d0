/**
 * Metadata: the board in the forms that other programs read.
 * In: the site's data. Out: feeds, Croissant, Every Eval Ever, a list of records, a page for language models; text, never a file.
 * Figures come from the boards as they are; addresses are in full where the site's own is known.
 */

export { boardFiles, croissantOf } from "./croissant.ts";
export { evaluationOf } from "./every-eval-ever.ts";
export { atomFeed, jsonFeed } from "./feed.ts";
export { llmsText } from "./llms.ts";
export { recordIndex } from "./records.ts";
