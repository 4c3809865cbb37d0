import { Bench } from "tinybench";
import { newsroom } from "../../tasks/news/corpus/index.ts";

const stories = 200;

/** Measures how fast the newsroom writes and prints articles per second on one core. */
export async function runNewsroomBench(stdout: NodeJS.WritableStream = process.stdout): Promise<void> {
  const room = newsroom(0);
  const bench = new Bench({ name: "newsroom", time: 500 });
  let next = 0;
  bench.add("newsroom", () => {
    for (const end = next + stories; next < end; next++) Buffer.byteLength(room.story(next).article);
  });
  await bench.run();
  const [task] = bench.tasks;
  const rate = task?.result.state === "completed" ? (1000 * stories) / task.result.latency.mean : 0;
  stdout.write(`newsroom           ${Math.round(rate).toLocaleString("en")} articles/s\n`);
}
