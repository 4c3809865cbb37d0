/** Scripts that write words without blanks between them. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;

let segmenter: Intl.Segmenter | undefined;

/** Words as people count them: between blanks, or after ICU's dictionaries where a text has a script without blanks. */
export function wordCount(text: string): number {
  if (!unspaced.test(text)) return text.split(/\s+/).filter((word) => word !== "").length;
  return segmentedCount(text, Number.POSITIVE_INFINITY);
}

/** Whether a text has more words than another, without counting the longer one to its end. */
export function isLonger(text: string, other: string): boolean {
  const count = wordCount(other);
  return unspaced.test(text) ? segmentedCount(text, count + 1) > count : wordCount(text) > count;
}

function segmentedCount(text: string, enough: number): number {
  segmenter ??= new Intl.Segmenter("en", { granularity: "word" });
  let count = 0;
  for (const { isWordLike } of segmenter.segment(text)) {
    if (isWordLike) count++;
    if (count >= enough) break;
  }
  return count;
}

type Kind = "blank" | "letter" | "digit" | "mark";
const [unknown, blank, letter, digit, mark] = [0, 1, 2, 3, 4];
const kinds: Readonly<Record<Kind, number>> = { blank, letter, digit, mark };
const known = new Uint8Array(0x110000);

/** How many words `wordsOf` gives, without making them: what a model's lengths are to be compared with. */
export function symbolCount(text: string): number {
  let count = 0;
  let before = blank;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at)!;
    if (code > 0xffff) at++;
    const kind = known[code]! === unknown ? kindOf(code) : known[code]!;
    if (kind === mark || (kind !== blank && kind !== before)) count++;
    before = kind;
  }
  return count;
}

function kindOf(code: number): number {
  const kind = kinds[named(String.fromCodePoint(code))];
  known[code] = kind;
  return kind;
}

function named(character: string): Kind {
  if (/\s/u.test(character)) return "blank";
  if (/[\p{L}\p{M}]/u.test(character)) return "letter";
  return /\p{N}/u.test(character) ? "digit" : "mark";
}
