import { type RandomStream, randomStream } from "../../../harness/random/index.ts";
import { deskOf } from "./desk.ts";
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
}

const fewestWords = 62;
const mostWords = 98;

/** The newsroom of a seed; two seeds share no stories. */
export function newsroom(seed: number): Newsroom {
  return {
    story(index, telling = 0) {
      const event = randomStream("news", "corpus", seed, index);
      return storyOf(event, randomStream("news", "corpus", seed, index, "telling", telling));
    },
  };
}

function storyOf(event: RandomStream, wording: RandomStream): Story {
  const desk = deskOf(event, wording);
  const kind = desk.pick(STORY_KINDS);
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
