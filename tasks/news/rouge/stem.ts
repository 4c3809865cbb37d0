/** A suffix, what replaces it, and whether the stem before it allows the step; the first suffix that fits decides. */
type Suffix = readonly [suffix: string, replacement: string];

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ["sky", "sky"],
  ["skies", "sky"],
  ["dying", "die"],
  ["lying", "lie"],
  ["tying", "tie"],
  ["news", "news"],
  ["inning", "inning"],
  ["innings", "inning"],
  ["outing", "outing"],
  ["outings", "outing"],
  ["canning", "canning"],
  ["cannings", "canning"],
  ["howe", "howe"],
  ["proceed", "proceed"],
  ["exceed", "exceed"],
  ["succeed", "succeed"],
]);

const STEP_2: readonly Suffix[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["bli", "ble"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
  ["fulli", "ful"],
  ["logi", "log"],
];

const STEP_3: readonly Suffix[] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];

const STEP_4: readonly string[] = [
  "al",
  "ance",
  "ence",
  "er",
  "ic",
  "able",
  "ible",
  "ant",
  "ement",
  "ment",
  "ent",
  "ion",
  "ou",
  "ism",
  "ate",
  "iti",
  "ous",
  "ive",
  "ize",
];

/**
 * Stem of a lower-case word: Porter's algorithm (Program 14.3, 1980) with the deviations of nltk's
 * `PorterStemmer` in its `NLTK_EXTENSIONS` mode. Digits count as consonants.
 */
export function porterStem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return word;
  return dropDoubleL(dropFinalE(step4(step3(step2(finalY(pastAndGerund(plural(word))))))));
}

function plural(word: string): string {
  if (!word.endsWith("s") || word.endsWith("ss")) return word;
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (word.endsWith("ies")) return word.slice(0, word.length === 4 ? -1 : -2);
  return word.slice(0, -1);
}

function pastAndGerund(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return measure(word, word.length - 3) > 0 ? word.slice(0, -1) : word;
  for (const suffix of ["ed", "ing"]) {
    const length = word.length - suffix.length;
    if (word.endsWith(suffix) && hasVowel(word, length)) return restoreEnding(word.slice(0, length));
  }
  return word;
}

function restoreEnding(stem: string): string {
  if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) return `${stem}e`;
  const last = stem.length - 1;
  if (last > 0 && stem[last] === stem[last - 1] && isConsonant(stem, last)) {
    return "lsz".includes(stem[last]!) ? stem : stem.slice(0, last);
  }
  return measure(stem, stem.length) === 1 && endsShort(stem, stem.length) ? `${stem}e` : stem;
}

function finalY(word: string): string {
  const last = word.length - 1;
  return word.endsWith("y") && last > 1 && isConsonant(word, last - 1) ? `${word.slice(0, last)}i` : word;
}

function step2(word: string): string {
  // "-ationally" must lose both endings, so a removed "alli" is followed by the whole step again.
  if (word.endsWith("alli") && measure(word, word.length - 4) > 0) return step2(word.slice(0, -2));
  const rule = STEP_2.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const length = word.length - rule[0].length;
  // The l of "logi" belongs to the stem, so that "geologi" is long enough.
  const measured = rule[0] === "logi" ? length + 1 : length;
  return measure(word, measured) > 0 ? word.slice(0, length) + rule[1] : word;
}

function step3(word: string): string {
  const rule = STEP_3.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const length = word.length - rule[0].length;
  return measure(word, length) > 0 ? word.slice(0, length) + rule[1] : word;
}

function step4(word: string): string {
  const suffix = STEP_4.find((ending) => word.endsWith(ending));
  if (suffix === undefined) return word;
  const length = word.length - suffix.length;
  if (measure(word, length) <= 1) return word;
  if (suffix === "ion" && word[length - 1] !== "s" && word[length - 1] !== "t") return word;
  return word.slice(0, length);
}

function dropFinalE(word: string): string {
  if (!word.endsWith("e")) return word;
  const length = word.length - 1;
  const vowelRuns = measure(word, length);
  return vowelRuns > 1 || (vowelRuns === 1 && !endsShort(word, length)) ? word.slice(0, length) : word;
}

function dropDoubleL(word: string): string {
  return word.endsWith("ll") && measure(word, word.length - 1) > 1 ? word.slice(0, -1) : word;
}

/** A letter other than a, e, i, o, u, and other than a y that follows a consonant. */
function isConsonant(word: string, index: number): boolean {
  const letter = word[index]!;
  if ("aeiou".includes(letter)) return false;
  return letter !== "y" || index === 0 || !isConsonant(word, index - 1);
}

/** Porter's m: how often a vowel is followed by a consonant in the first `length` letters. */
function measure(word: string, length: number): number {
  let count = 0;
  let consonant = true;
  for (let index = 0; index < length; index++) {
    const previous: boolean = consonant;
    const letter = word[index]!;
    consonant = letter === "y" ? index === 0 || !previous : !"aeiou".includes(letter);
    if (consonant && !previous) count++;
  }
  return count;
}

function hasVowel(word: string, length: number): boolean {
  for (let index = 0; index < length; index++) if (!isConsonant(word, index)) return true;
  return false;
}

/** Porter's *o: consonant, vowel, consonant other than w, x, y; here also a whole stem of vowel and consonant. */
function endsShort(word: string, length: number): boolean {
  if (length === 2) return !isConsonant(word, 0) && isConsonant(word, 1);
  if (length < 3 || "wxy".includes(word[length - 1]!)) return false;
  return isConsonant(word, length - 3) && !isConsonant(word, length - 2) && isConsonant(word, length - 1);
}
