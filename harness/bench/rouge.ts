import { Bench } from "tinybench";
import { rouge } from "../../tasks/news/rouge/index.ts";
import { type RandomStream, randomStream } from "../random/index.ts";

const pairs = 1000;
const tokensPerText = 21;

/** Measures ROUGE on pairs of 21-word texts, XSum's median summary length, and prints pairs per second on one core. */
export async function runRougeBench(stdout: NodeJS.WritableStream = process.stdout): Promise<void> {
  const stream = randomStream("bench", "rouge");
  const predictions = Array.from({ length: pairs }, () => inventedText(stream));
  const references = Array.from({ length: pairs }, () => inventedText(stream));
  const bench = new Bench({ name: "ROUGE", time: 500 });
  const add = (
    name: string,
    types: readonly ("rouge1" | "rouge2" | "rougeL" | "rougeLsum")[],
    stemmer: boolean,
  ) => {
    bench.add(name, () => {
      for (let index = 0; index < pairs; index++)
        rouge(predictions[index]!, references[index]!, { types, stemmer });
    });
  };
  add("ROUGE-1", ["rouge1"], false);
  add("ROUGE-1 stemmed", ["rouge1"], true);
  add("ROUGE-1/2/L", ["rouge1", "rouge2", "rougeL"], false);
  add("ROUGE-Lsum", ["rougeLsum"], false);
  await bench.run();
  for (const task of bench.tasks) stdout.write(`${task.name.padEnd(18)} ${rateOf(task)} pairs/s\n`);
}

function rateOf(task: Bench["tasks"][number]): string {
  if (task.result.state !== "completed") return task.result.state;
  return Math.round((1000 * pairs) / task.result.latency.mean).toLocaleString("en");
}

/** Words drawn from a Zipf-like distribution, as running text has. */
function inventedText(stream: RandomStream): string {
  const words = Array.from({ length: tokensPerText }, () => {
    const rank = Math.floor(20_000 ** stream.uniform());
    return `w${rank.toString(36)}${rank % 3 === 0 ? "ings" : "er"}`;
  });
  return `${words.join(" ")}.`;
}
