import path from "node:path";
import { build } from "esbuild";

/** The site's scripts, each a classic one by itself, so that they work from a disk too. */
export const scripts = ["board", "compare", "parquet", "score"] as const;
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

/** A table as a script that hands it over. */
export function tableScript(table: object): string {
  return `(globalThis.collapseBench??={tables:[]}).tables.push(${JSON.stringify(table)});\n`;
}
