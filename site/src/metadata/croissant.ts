import { createHash } from "node:crypto";
import { fullAddress } from "../address.ts";
import { type Site, type TaskResults, type TierResults, viewTable } from "../data/index.ts";
import { csvOf } from "../table/index.ts";

const prefix = "http://mlcommons.org/croissant/";
const terms = [
  "citeAs",
  "column",
  "extract",
  "field",
  "fileObject",
  "fileProperty",
  "fileSet",
  "format",
  "includes",
  "isLiveDataset",
  "jsonPath",
  "key",
  "recordSet",
  "references",
  "repeated",
  "source",
];

const context = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  sc: "https://schema.org/",
  cr: prefix,
  dct: "http://purl.org/dc/terms/",
  conformsTo: "dct:conformsTo",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  examples: { "@id": "cr:examples", "@type": "@json" },
  ...Object.fromEntries(terms.map((term) => [term, `cr:${term}`])),
};

/** A board's rows as CSV, one file a view; what the metadata describes and the site publishes. */
export function boardFiles(
  { path }: Pick<TierResults, "path">,
  tasks: readonly TaskResults[],
): readonly {
  readonly path: string;
  readonly csv: string;
  readonly columns: readonly Described[];
}[] {
  return tasks.flatMap((task) =>
    task.views
      .filter(({ entries }) => entries.length > 0)
      .map((view) => {
        const table = viewTable(task, view);
        return {
          path: `${path}boards/${table.key}.csv`,
          csv: csvOf(table, [...table.rows.keys()]),
          columns: table.columns.map(({ name, title, values }) => ({ name, title, type: typeOf(values) })),
        };
      }),
  );
}

interface Described {
  readonly name: string;
  readonly title: string;
  readonly type: string;
}

function typeOf(values: readonly unknown[]): string {
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  if (kinds.has("string") || kinds.size === 0) return "sc:Text";
  return kinds.has("number") ? "sc:Float" : "sc:Boolean";
}

/** What the boards are, as a dataset in Croissant 1.1 (JSON-LD). */
export function croissantOf({ version, tiers }: Site): object {
  const [tier] = tiers;
  const files = boardFiles(tier!, tier!.tasks);
  const newest = tiers
    .map(({ board }) => board.date)
    .filter((date) => date !== null)
    .sort()
    .at(-1);
  return {
    "@context": context,
    "@type": "sc:Dataset",
    conformsTo: `${prefix}1.1`,
    name: "collapse-bench-boards",
    description:
      "Scores of strategies that select synthetic data against model collapse, board by board, one row an entry.",
    license: "https://spdx.org/licenses/MIT.html",
    url: fullAddress("index.html"),
    version,
    ...(newest === undefined ? {} : { datePublished: newest.slice(0, 10) }),
    creator: { "@type": "sc:Organization", name: "The Collapse Bench authors" },
    citeAs: `The Collapse Bench authors. Collapse Bench, version ${version}, 2026.`,
    isLiveDataset: true,
    distribution: files.map(({ path, csv }) => ({
      "@type": "cr:FileObject",
      "@id": path,
      name: path,
      contentUrl: fullAddress(path),
      contentSize: `${Buffer.byteLength(csv)} B`,
      encodingFormat: "text/csv",
      sha256: createHash("sha256").update(csv).digest("hex"),
    })),
    recordSet: files.map(({ path, columns }) => ({
      "@type": "cr:RecordSet",
      "@id": `${path}#rows`,
      name: path.replace(/^boards\/|\.csv$/g, ""),
      key: { "@id": `${path}#rows/entry` },
      field: columns.map(({ name, title, type }) => ({
        "@type": "cr:Field",
        "@id": `${path}#rows/${name}`,
        name,
        description: title,
        dataType: type,
        source: { fileObject: { "@id": path }, extract: { column: name } },
      })),
    })),
  };
}
