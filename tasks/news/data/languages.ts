/** Articles looked at. Pairs are stored in the order of a hash, so the first ones are drawn by chance. */
const mostArticles = 2000;
const looked = 1000;
/** Below so many letters two related languages are easily mistaken for each other. */
const fewestLetters = 60;
const letter = /\p{L}/gu;

type Detect = (text: string) => { readonly language: string; isReliable(): boolean };

/** The languages of a corpus's articles, counted over a sample of them. */
export class Languages {
  readonly #detect: Detect;
  readonly #counts = new Map<string, number>();
  #articles = 0;

  private constructor(detect: Detect) {
    this.#detect = detect;
  }

  /** With the detector's tables, which take half a second to load. */
  static async open(): Promise<Languages> {
    const { eld } = await import("eld/small");
    return new Languages((text) => eld.detect(text));
  }

  /** Counts an article, if the sample is not full. */
  add(article: string): void {
    if (this.#articles === mostArticles) return;
    this.#articles++;
    const language = this.#languageOf(article.slice(0, looked));
    this.#counts.set(language, (this.#counts.get(language) ?? 0) + 1);
  }

  /** Articles counted. */
  get articles(): number {
    return this.#articles;
  }

  /** Articles by language (ISO 639-1), most frequent first; `und` where the detector is not sure or the text is too short. */
  get counts(): readonly (readonly [language: string, articles: number])[] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }

  #languageOf(text: string): string {
    if ((text.match(letter)?.length ?? 0) < fewestLetters) return "und";
    const found = this.#detect(text);
    return found.language !== "" && found.isReliable() ? found.language : "und";
  }
}

const names = new Intl.DisplayNames("en", { type: "language" });

/** A language's English name; "undetermined" of `und`. */
export function languageName(code: string): string {
  return code === "und" ? "undetermined" : (names.of(code) ?? code);
}
