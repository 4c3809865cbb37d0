import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";

export const root = path.join(import.meta.dirname, "..", "..");

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly steps: readonly Step[];
        readonly permissions?: Readonly<Record<string, string>>;
        readonly environment?: unknown;
        readonly "timeout-minutes"?: number;
      }
    >
  >;
}

/** Every workflow by its name, as text and as what it says. */
export const workflows: ReadonlyMap<string, { readonly text: string; readonly workflow: Workflow }> = new Map(
  globSync(".github/workflows/*.{yml,yaml}", { cwd: root }).map((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    return [path.basename(file, path.extname(file)), { text, workflow: load(text) as Workflow }];
  }),
);

/** All steps of a workflow. */
export function stepsOf({ jobs }: Workflow): readonly Step[] {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}
