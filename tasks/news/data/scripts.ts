/** Scripts that are told apart; the rest is "other". */
const names = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Arabic",
  "Hebrew",
  "Devanagari",
  "Bengali",
  "Gurmukhi",
  "Gujarati",
  "Tamil",
  "Telugu",
  "Kannada",
  "Malayalam",
  "Sinhala",
  "Thai",
  "Lao",
  "Khmer",
  "Myanmar",
  "Tibetan",
  "Georgian",
  "Armenian",
  "Ethiopic",
  "Hangul",
  "Hiragana",
  "Katakana",
  "Han",
] as const;
const patterns = names.map((name) => [name, new RegExp(`\\p{Script=${name}}`, "u")] as const);
const japanese: ReadonlySet<string> = new Set(["Hiragana", "Katakana"]);
const looked = 400;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant.
const isAscii = /^[\u0000-\u007F]*$/;
const known = new Map<string, string>();

/**
 * The script that most letters at the start of a text belong to; "Japanese" where kana are among them, "none" without a
 * letter.
 */
export function scriptOf(text: string): string {
  const start = text.slice(0, looked);
  if (isAscii.test(start)) return /[A-Za-z]/.test(start) ? "Latin" : "none";
  const counts = new Map<string, number>();
  for (const letter of start.match(/\p{L}/gu) ?? []) {
    const script = ofLetter(letter);
    counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined) return "none";
  const [script] = first;
  const isJapanese =
    japanese.has(script) || (script === "Han" && [...japanese].some((kana) => counts.has(kana)));
  return isJapanese ? "Japanese" : script;
}

function ofLetter(letter: string): string {
  const found = known.get(letter);
  if (found !== undefined) return found;
  const script = patterns.find(([, pattern]) => pattern.test(letter))?.[0] ?? "other";
  known.set(letter, script);
  return script;
}
