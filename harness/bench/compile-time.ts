import type { Device } from "../engine/index.ts";
import type { TransformerConfig } from "../models/index.ts";
import { openTrainer } from "./contenders.ts";

/** Seconds to record, simplify, lower and load one training step. */
export async function compileSeconds(
  device: Device,
  config: TransformerConfig,
  rows: number,
): Promise<number> {
  const started = performance.now();
  await using _trainer = await openTrainer(device, config, rows);
  return (performance.now() - started) / 1000;
}
