import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseYamlFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";

/**
 * What a control is for: `floor` and `ceiling` set the scale's 0 and 1 (the ceiling is offered the truth as the
 * only candidate), `everything` may keep the whole pool, `reference` only marks an entry as ours.
 */
export const controls = ["floor", "ceiling", "everything", "reference"] as const;
export type Control = (typeof controls)[number];

/** Which submissions are controls, by slug; their variants are too. */
export type Controls = ReadonlyMap<string, Control>;

const slug = z.string().min(1);
const controlsSchema = z.strictObject({
  schema: z.literal(1),
  floor: slug.optional(),
  ceiling: slug.optional(),
  everything: slug.optional(),
  references: z.array(slug).default([]),
});

/** Where the benchmark names its controls. */
export function controlsFile(root: string): string {
  return path.join(root, "submissions", "controls.yaml");
}

/** The controls of a checkout; none without `submissions/controls.yaml`. Throws `BenchError` naming file, line and fix. */
export function readControls(root: string): Controls {
  const file = controlsFile(root);
  if (!existsSync(file)) return new Map();
  const named = parseYamlFile(file, controlsSchema, { kind: "controls", blame: "environment" });
  const found = new Map<string, Control>();
  for (const [role, slugs] of Object.entries(rolesOf(named)) as [Control, readonly string[]][])
    for (const slug of slugs) {
      if (found.has(slug)) throw twice(file, slug);
      found.set(slug, role);
    }
  return found;
}

function rolesOf(named: z.infer<typeof controlsSchema>): { readonly [C in Control]: readonly string[] } {
  const one = (slug: string | undefined) => (slug === undefined ? [] : [slug]);
  return {
    floor: one(named.floor),
    ceiling: one(named.ceiling),
    everything: one(named.everything),
    reference: named.references,
  };
}

function twice(file: string, slug: string): BenchError {
  return new BenchError(`"${slug}" is named twice`, {
    code: "controls-twice",
    blame: "environment",
    where: file,
    mend: "Give each control one role.",
  });
}
