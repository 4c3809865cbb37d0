import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseYamlFile } from "../config/index.ts";

/** Ids of entries, by verifier and rule. */
export type Grid = Readonly<Record<string, Readonly<Record<string, string>>>>;

const gridSchema = z.strictObject({
  schema: z.literal(1),
  grid: z.record(z.string(), z.record(z.string(), z.string())),
});

/** The entries of a checkout that make the table verifier × rule; none without `submissions/grid.yaml`. Throws `BenchError` naming file and line. */
export function readGrid(root: string): Grid {
  const file = path.join(root, "submissions", "grid.yaml");
  return existsSync(file) ? parseYamlFile(file, gridSchema, { kind: "grid", blame: "environment" }).grid : {};
}
