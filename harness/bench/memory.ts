/** A program of its own: prints the memory that compiling and running training steps adds to a fresh process, as JSON. */
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { openDevice } from "../engine/index.ts";
import { openTrainer } from "./contenders.ts";
import { benchInputs, ENCODER_DECODER, trainingBytes } from "./engine-models.ts";

const ROWS = 128;
const STEPS = 3;

/** Peak memory that a training step of the larger model adds, as a share of parameters, optimizer state and activations. */
export async function memoryShare(): Promise<number> {
  const { stdout } = await execa(process.execPath, [import.meta.filename]);
  const { addedBytes } = JSON.parse(stdout) as { addedBytes: number };
  return addedBytes / trainingBytes(ENCODER_DECODER, ROWS);
}

async function measure(): Promise<{ addedBytes: number }> {
  await using device = await openDevice("cpu");
  const before = process.memoryUsage.rss();
  await using trainer = await openTrainer(device, ENCODER_DECODER, ROWS);
  const inputs = benchInputs(ENCODER_DECODER, ROWS);
  for (let step = 0; step < STEPS; step++) await trainer.step(inputs);
  return { addedBytes: peakBytes() - before };
}

/** Highest resident memory of this program alone: the resource usage of a process begins with that of whoever started it. */
function peakBytes(): number {
  const status = "/proc/self/status";
  const own = existsSync(status) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return 1024 * (own === undefined ? process.resourceUsage().maxRSS : Number(own));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(JSON.stringify(await measure()));
}
