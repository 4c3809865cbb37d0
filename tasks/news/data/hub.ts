import { z } from "zod";
import { BenchError } from "../../../harness/errors/index.ts";
import { askHub, type Checksum, unexpectedAnswer } from "../../../harness/inbound/index.ts";
import type { Columns } from "./columns.ts";

/** A public corpus: where the hub keeps it, what it may be used for, and its columns. */
export interface HubCorpus {
  readonly dataset: string;
  readonly config: string;
  readonly columns: Columns;
  /** In our words; the dataset's card is asked for its own at fetch time. */
  readonly terms: string;
}

/** What `data fetch` knows, by the name it is asked for. */
export const HUB_CORPORA = {
  xsum: {
    dataset: "EdinburghNLP/xsum",
    config: "default",
    columns: { document: "document", summary: "summary" },
    terms: "BBC articles; the dataset's authors state no licence. For research; do not pass it on.",
  },
  "xlsum-english": {
    dataset: "csebuetnlp/xlsum",
    config: "english",
    columns: { document: "text", summary: "summary" },
    terms: "BBC articles, CC BY-NC-SA 4.0: name the source, no commercial use, pass on under the same terms.",
  },
  "cnn-dailymail": {
    dataset: "abisee/cnn_dailymail",
    config: "3.0.0",
    columns: { document: "article", summary: "highlights" },
    terms:
      "CNN and Daily Mail articles, the collection under Apache 2.0; the articles remain their publishers'.",
  },
} as const satisfies Record<string, HubCorpus>;

export type HubCorpusName = keyof typeof HUB_CORPORA;

/** How else to come by a corpus. */
export const byHand = "use `data import`";

const question = { expected: "a list of Parquet files with sizes and SHA-256", byHand };

/** One file of a corpus on the hub, with what is needed to know that it came over whole. */
export interface HubFile {
  readonly name: string;
  readonly url: string;
  readonly bytes: number;
  readonly checksum: Checksum;
}

const splits = ["train", "validation", "test"] as const;
const revision = encodeURIComponent("refs/convert/parquet");
const cardSchema = z.object({ tags: z.array(z.string()).default([]) });
const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number(),
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number() }).optional(),
  }),
);

/** The corpus of that name; throws `corpus-not-on-offer`. */
export function hubCorpus(name: string): HubCorpus {
  if (Object.hasOwn(HUB_CORPORA, name)) return HUB_CORPORA[name as HubCorpusName];
  throw new BenchError(`"${name}" is not a corpus that can be fetched`, {
    code: "corpus-not-on-offer",
    blame: "usage",
    expected: Object.keys(HUB_CORPORA).join(", "),
    received: name,
    mend: "Choose one of these, or bring your own file with `data import`.",
  });
}

/** The licence that the dataset's card names, or "none". */
export async function cardLicence(hub: string, corpus: HubCorpus): Promise<string> {
  const card = await ask(`${hub}/api/datasets/${corpus.dataset}`, cardSchema);
  const named = card.tags
    .filter((tag) => tag.startsWith("license:"))
    .map((tag) => tag.slice("license:".length));
  return named.length === 0 ? "none" : named.join(", ");
}

/** The corpus's files in the hub's own Parquet conversion, with their SHA-256. */
export async function hubFiles(hub: string, corpus: HubCorpus): Promise<HubFile[]> {
  const files: HubFile[] = [];
  for (const split of splits) {
    const tree = await ask(
      `${hub}/api/datasets/${corpus.dataset}/tree/${revision}/${corpus.config}/${split}`,
      treeSchema,
    );
    for (const { path, lfs } of tree) {
      if (lfs === undefined || !path.endsWith(".parquet")) continue;
      const url = `${hub}/datasets/${corpus.dataset}/resolve/${revision}/${path}`;
      files.push({
        name: path.replaceAll("/", "-"),
        url,
        bytes: lfs.size,
        checksum: { kind: "sha256", digest: lfs.oid },
      });
    }
  }
  if (files.length === 0)
    throw unexpectedAnswer(`${hub}/datasets/${corpus.dataset}`, "no Parquet files", question);
  return files;
}

async function ask<Answer>(url: string, schema: z.ZodType<Answer>): Promise<Answer> {
  return (await askHub(url, { ...question, schema })).answer;
}
