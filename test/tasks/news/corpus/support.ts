import type { Story, StoryKind } from "../../../../tasks/news/corpus/index.ts";

type Arithmetic = "sum" | "difference" | "ratio" | "change" | "sets";

/** What a summary of a kind may do with the numbers of its article, besides rounding them. */
const arithmetic: Readonly<Record<StoryKind, readonly Arithmetic[]>> = {
  court: [],
  crash: ["sum"],
  culture: ["ratio"],
  election: ["difference"],
  fire: [],
  football: [],
  health: ["sum"],
  jobs: ["sum"],
  market: ["change"],
  parliament: ["difference"],
  rescue: ["sum"],
  school: [],
  science: [],
  tennis: ["sets"],
  theft: ["sum"],
  transport: [],
  weather: [],
  wildlife: ["change"],
};

/** Fixed expressions with numbers in them that stand for something the article says without a number. */
const idioms =
  /more than 12 hours|one day a week| in (half a year|a year|a year and a half|two years) since /g;

/** Names in a summary that its article lacks and that do not stand for one of its towns. */
export function unknownNames(summary: string, article: string): string[] {
  const regions = /Northmark|Fens|Outer Isles|Lake Country|Iron Valleys|Eastshore|Southern Hills/g;
  const names =
    summary
      .slice(1)
      .replaceAll(regions, "")
      .match(/\b[A-Z]\w+/g) ?? [];
  return names.filter((name) => name !== "Sunday" && !article.includes(name));
}

/** Numbers in a story's summary that do not follow from an article about the same event. */
export function unknownNumbers({ kind, summary }: Story, article: string): Told[] {
  const known = [
    ...derived(
      numbersIn(article).map(({ value }) => value),
      article,
      arithmetic[kind],
    ),
  ];
  return numbersIn(summary.replaceAll(idioms, " ")).filter(
    (told) => !known.some((exact) => fits(exact, told)),
  );
}

interface Told {
  readonly value: number;
  readonly bound: "nearly" | "more than" | "";
  readonly isFraction: boolean;
}

const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const fractions: Readonly<Record<string, number>> = {
  "three quarters": 75,
  "two thirds": 67,
  "a third": 33,
  half: 50,
  "a quarter": 25,
};
const number = new RegExp(
  `(nearly |more than )?(?:(${Object.keys(fractions).join("|")})|(\\d[\\d,]*(?:\\.\\d+)?)( million)?|\\b(${words.join("|")})\\b)`,
  "gi",
);

function numbersIn(text: string): Told[] {
  const prepared = text.replaceAll(/\ba (man|woman|child)\b/gi, "one $1");
  return [...prepared.matchAll(number)].map(([, bound = "", fraction, digits, million, word]) => ({
    value:
      fraction !== undefined
        ? fractions[fraction.toLowerCase()]!
        : digits !== undefined
          ? Number(digits.replaceAll(",", "")) * (million === undefined ? 1 : 1e6)
          : words.indexOf(word!.toLowerCase()) + 1,
    bound: bound.trim().toLowerCase() as Told["bound"],
    isFraction: fraction !== undefined,
  }));
}

function derived(numbers: readonly number[], article: string, ways: readonly Arithmetic[]): Set<number> {
  const found = new Set(numbers);
  if (ways.includes("sets")) found.add(article.match(/\b\d-\d\b/g)?.length ?? 0);
  for (const a of numbers) {
    for (const b of numbers) {
      if (ways.includes("difference")) found.add(Math.abs(a - b));
      if (ways.includes("ratio")) found.add(a / b);
      if (ways.includes("change")) found.add(Math.round(Math.abs(100 * (1 - a / b))));
      if (!ways.includes("sum")) continue;
      found.add(a + b);
      for (const c of numbers) if (a + b + c <= 5) found.add(a + b + c);
    }
  }
  return found;
}

/** Equal; or a fraction within two points; or a round number on the side it is said to be, within half a step. */
function fits(exact: number, { value, bound, isFraction }: Told): boolean {
  if (isFraction) return Math.abs(exact - value) <= 2;
  if (bound === "") return exact === value;
  const step = exact < 100 ? 10 : exact < 1000 ? 100 : exact < 10_000 ? 1000 : 10_000;
  const above = exact - value;
  return (
    value % step === 0 &&
    (bound === "nearly" ? above < 0 && above > -step / 2 : above > 0 && above <= step / 2)
  );
}
