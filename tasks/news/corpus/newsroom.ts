import { type RandomPath, type RandomStream, randomStream } from "../../../harness/random/index.ts";
import { type Desk, deskOf } from "./desk.ts";
import { slippedSummary } from "./slip.ts";
import { REPORTERS, STORY_KINDS, type StoryKind } from "./stories/index.ts";
import type { Telling } from "./telling.ts";

/** One pair of the corpus: an article of several sentences on one line, and its one-sentence summary. */
export interface Story {
  readonly kind: StoryKind;
  readonly article: string;
  readonly lead: string;
  readonly summary: string;
}

/** A corpus without end: the story at a place is always the same. */
export interface Newsroom {
  /**
   * The story at `index`, a whole number from 0; any order, any time. Another `telling` of it is about the same event,
   * in other words and with other colour.
   */
  story(index: number, telling?: number): Story;
  /** The summary of that story with one fact wrong, in the same words; undefined where no mistake would show. */
  wrongSummary(index: number): string | undefined;
}

const fewestWords = 62;
const mostWords = 98;

/** The newsroom of a seed; two seeds share no stories, nor do two roots. */
export function newsroom(seed: number, root: RandomPath = []): Newsroom {
  const eventOf = (index: number) => randomStream(...root, "news", "corpus", seed, index);
  const wordingOf = (index: number, telling = 0) => eventOf(index).split("telling", telling);
  return {
    story: (index, telling) => storyOf(eventOf(index), wordingOf(index, telling)),
    wrongSummary(index) {
      const open = () => openDesk(eventOf(index), wordingOf(index));
      const report = REPORTERS[open().kind];
      return slippedSummary(report, () => open().desk, eventOf(index).split("slip"));
    },
  };
}

/** A desk that knows what kind of story it is for. */
function openDesk(
  event: RandomStream,
  wording: RandomStream,
): { readonly kind: StoryKind; readonly desk: Desk } {
  const desk = deskOf(event, wording);
  return { kind: desk.pick(STORY_KINDS), desk };
}

function storyOf(event: RandomStream, wording: RandomStream): Story {
  const { kind, desk } = openDesk(event, wording);
  const telling = REPORTERS[kind](desk);
  return { kind, article: articleOf(telling, wording), lead: telling.lead, summary: telling.summary };
}

/** The lead, then the facts in their order, with as much colour between and after them as there is room for. */
function articleOf(telling: Telling, stream: RandomStream): string {
  const room = fewestWords + stream.integer(mostWords - fewestWords + 1);
  const sentences = [telling.lead, ...telling.facts];
  let words = sentences.reduce((sum, sentence) => sum + wordsIn(sentence), 0);
  for (const sentence of stream.shuffle([...telling.colour])) {
    if (words >= room) break;
    sentences.splice(2 + stream.integer(sentences.length - 1), 0, sentence);
    words += wordsIn(sentence);
  }
  return sentences.join(" ");
}

function wordsIn(sentence: string): number {
  let words = 1;
  for (let at = sentence.indexOf(" "); at !== -1; at = sentence.indexOf(" ", at + 1)) words++;
  return words;
}
