/** Titles, initials, months and the like: a full stop after one of them ends no sentence. */
const abbreviated =
  /(?:^|[\s(“"‘'])(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|Rev|Hon|vs|No|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|(?:\p{Lu}\.)*\p{Lu})\.\s*$/u;
const continues = /^\p{Ll}/u;

let segmenter: Intl.Segmenter | undefined;

/** Sentences for ROUGE-Lsum: the lines of a text, as the reference scorer has it. */
export function linesOf(text: string): string[] {
  return text.split("\n");
}

/**
 * The lines of a text, each cut into its sentences after Unicode's rules (UAX 29), but not after titles, initials and
 * months, nor before a small letter.
 */
export function sentencesOf(text: string): string[] {
  return linesOf(text).flatMap(sentencesOfLine);
}

function sentencesOfLine(line: string): string[] {
  segmenter ??= new Intl.Segmenter("en", { granularity: "sentence" });
  const sentences: string[] = [];
  for (const { segment } of segmenter.segment(line)) {
    const before = sentences.at(-1);
    if (before !== undefined && (abbreviated.test(before) || continues.test(segment)))
      sentences[sentences.length - 1] = before + segment;
    else sentences.push(segment);
  }
  return sentences;
}
