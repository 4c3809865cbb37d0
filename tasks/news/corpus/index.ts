/**
 * Corpus: a newsroom that invents news, so that the news task needs no download.
 * In: a seed and a place. Out: the article and the summary at that place, the same on every machine.
 * An event is invented first; article and summary are two tellings of it, and the second is not a part of the first.
 */
export { type Newsroom, newsroom, type Story } from "./newsroom.ts";
export { STORY_KINDS, type StoryKind } from "./stories/index.ts";
