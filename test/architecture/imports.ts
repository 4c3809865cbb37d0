import { globSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.join(import.meta.dirname, "../..");

export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Source files of the product, tests and submissions aside. */
export const sources = globSync("{harness,tasks,site}/**/*.{ts,astro}", {
  cwd: root,
  exclude: ["**/node_modules/**"],
});

/** What each file imports by a relative path, types included. */
export const imports: readonly Import[] = sources.flatMap((file) =>
  [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, specifier]) => ({
    from: file,
    to: path.join(path.dirname(file), specifier!),
  })),
);

export function textOf(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** The room a file lies in: a folder of the harness, `tasks` or `site`; undefined for the harness's own files. */
export function roomOf(file: string): string | undefined {
  const [top, second, ...rest] = file.split("/");
  return top === "harness" ? (rest.length > 0 ? second : undefined) : top;
}

/** Files that import each other in a circle, each circle sorted; by the strongly connected components of Tarjan (1972). */
export function circles(edges: readonly Import[]): readonly (readonly string[])[] {
  const next = Map.groupBy(edges, ({ from }) => from);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  function visit(file: string): void {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    stack.push(file);
    for (const { to } of next.get(file) ?? []) {
      if (!order.has(to)) visit(to);
      if (stack.includes(to)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(to)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  }

  for (const file of new Set(edges.map(({ from }) => from))) if (!order.has(file)) visit(file);
  return found;
}
