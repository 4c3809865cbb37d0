import type { placesOf } from "../../../harness/separation/index.ts";
import type { Comparing, RunData, RunList, TableData } from "../table/index.ts";

/** What the site's scripts share: each is a file of its own, so that pages load what they use, from a disk too. */
interface Shared {
  readonly tables: TableData[];
  /** Runs of entries that were asked for, by `<task>/<entry>`. */
  readonly runs: Record<string, readonly RunData[]>;
  runList?: RunList;
  score?: Comparing & { readonly placesOf: typeof placesOf };
  parquetOf?(data: TableData, rows: readonly number[]): ArrayBuffer;
}

declare global {
  // Only `var` declares a property of the global object.
  var collapseBench: Shared | undefined;
}

/** The one place that they share. */
export function shared(): Shared {
  globalThis.collapseBench ??= { tables: [], runs: {} };
  return globalThis.collapseBench;
}
