import path from "node:path";
import { build } from "esbuild";
import type { RunData, RunList, TableData } from "./table/index.ts";

/** The site's scripts, each a classic one by itself, so that they work from a disk too. */
export const scripts = ["board", "compare", "parquet", "runs", "score"] as const;
export type ScriptName = (typeof scripts)[number];

/** A script of `site/src/client`, bundled. The build runs at the top of the repository. */
export async function scriptText(name: ScriptName): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.resolve("site", "src", "client", `${name}.ts`)],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    write: false,
  });
  return outputFiles[0]!.text;
}

const place = "(globalThis.collapseBench??={tables:[],runs:{}})";

/** A table as a script that hands it over. */
export function tableScript(table: TableData): string {
  return `${place}.tables.push(${JSON.stringify(table)});\n`;
}

/** All runs of an entry, likewise; `key` is `<task>/<entry>`. */
export function runsScript(key: string, runs: readonly RunData[]): string {
  return `${place}.runs[${JSON.stringify(key)}]=${JSON.stringify(runs)};\n`;
}

/** Which runs there are, likewise. */
export function runListScript(list: RunList): string {
  return `${place}.runList=${JSON.stringify(list)};\n`;
}
