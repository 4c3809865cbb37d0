import { Bench } from "tinybench";
import { newsroom } from "../../tasks/news/corpus/index.ts";
import { type BenchCase, rateCase } from "./table.ts";

const stories = 200;

/** How fast the newsroom writes articles, on one core. */
export async function benchNewsroom(): Promise<readonly BenchCase[]> {
  const room = newsroom(0);
  const bench = new Bench({ name: "newsroom", time: 500 });
  let next = 0;
  bench.add("newsroom", () => {
    for (const end = next + stories; next < end; next++) Buffer.byteLength(room.story(next).article);
  });
  await bench.run();
  return [rateCase(bench.tasks[0]!, { name: "newsroom", unit: "articles/s", goal: 10_000 }, stories)];
}
