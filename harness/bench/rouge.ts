import { Bench } from "tinybench";
import { rouge } from "../../tasks/news/rouge/index.ts";
import { type RandomStream, randomStream } from "../random/index.ts";
import { type BenchCase, rateCase } from "./table.ts";

const pairs = 1000;
const tokensPerText = 21;

interface Case {
  readonly name: string;
  readonly types: readonly ("rouge1" | "rouge2" | "rougeL" | "rougeLsum")[];
  readonly stemmer: boolean;
  readonly goal: number | null;
}

const cases: readonly Case[] = [
  { name: "rouge-1", types: ["rouge1"], stemmer: false, goal: 100_000 },
  { name: "rouge-1-stemmed", types: ["rouge1"], stemmer: true, goal: null },
  { name: "rouge-1-2-l", types: ["rouge1", "rouge2", "rougeL"], stemmer: false, goal: null },
  { name: "rouge-lsum", types: ["rougeLsum"], stemmer: false, goal: null },
];

/** ROUGE on pairs of 21-word texts, XSum's median summary length, on one core. */
export async function benchRouge(progress: (line: string) => void): Promise<readonly BenchCase[]> {
  const stream = randomStream("bench", "rouge");
  const predictions = Array.from({ length: pairs }, () => inventedText(stream));
  const references = Array.from({ length: pairs }, () => inventedText(stream));
  const bench = new Bench({ name: "ROUGE", time: 500 });
  for (const { name, types, stemmer } of cases)
    bench.add(name, () => {
      for (let index = 0; index < pairs; index++)
        rouge(predictions[index]!, references[index]!, { types, stemmer });
    });
  progress(`${pairs} pairs of ${tokensPerText} words`);
  await bench.run();
  return cases.map(({ name, goal }, place) =>
    rateCase(bench.tasks[place]!, { name, unit: "pairs/s", goal }, pairs),
  );
}

/** Words drawn from a Zipf-like distribution, as running text has. */
function inventedText(stream: RandomStream): string {
  const words = Array.from({ length: tokensPerText }, () => {
    const rank = Math.floor(20_000 ** stream.uniform());
    return `w${rank.toString(36)}${rank % 3 === 0 ? "ings" : "er"}`;
  });
  return `${words.join(" ")}.`;
}
