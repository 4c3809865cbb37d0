import { z } from "zod";
import { BenchError } from "../errors/index.ts";
import { askHub, type Checksum, unexpectedAnswer } from "../inbound/index.ts";
import { roleOf } from "./files.ts";
import { licenceIn } from "./licence.ts";

/** Names for repositories that the news task's tiers and these documents speak of; any other is named as OWNER/NAME. */
export const knownModels: Readonly<Record<string, string>> = {
  "smollm2-135m": "HuggingFaceTB/SmolLM2-135M",
  "smollm2-360m": "HuggingFaceTB/SmolLM2-360M",
  "qwen2.5-0.5b": "Qwen/Qwen2.5-0.5B",
  "llama-2-7b": "meta-llama/Llama-2-7b-hf",
  "llama-3-8b": "meta-llama/Meta-Llama-3-8B",
};

/** How else to come by a model. */
export const byHand = "use `model import`";

const EXPECTED = "a commit, and a list of files with sizes and checksums";

/** A repository of models, at a branch, tag or commit. */
export interface HubModel {
  readonly repository: string;
  readonly revision: string;
}

/** A model's repository as the hub knows it now. */
export interface HubState {
  readonly commit: string;
  readonly licence: string;
  readonly files: readonly HubModelFile[];
}

export interface HubModelFile {
  readonly name: string;
  readonly url: string;
  readonly bytes: number;
  readonly checksum: Checksum;
}

const modelSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  tags: z.array(z.string()).default([]),
  cardData: z.unknown().optional(),
});
const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.int().nonnegative(),
    oid: z.string().optional(),
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().nonnegative() }).nullish(),
  }),
);

/** The repository of a name: a known one, or OWNER/NAME, with @REVISION where it is not `main`. Throws `model-not-on-offer`. */
export function hubModel(asked: string): HubModel {
  const [, name = "", revision = "main"] = /^([^@]*)(?:@(.+))?$/.exec(asked) ?? [];
  const repository = Object.hasOwn(knownModels, name) ? knownModels[name]! : name;
  if (/^[\w.-]+\/[\w.-]+$/.test(repository)) return { repository, revision };
  throw new BenchError(`"${asked}" names no model that can be fetched`, {
    code: "model-not-on-offer",
    blame: "usage",
    expected: `${Object.keys(knownModels).join(", ")}, or a repository as OWNER/NAME`,
    received: asked,
    mend: `Name one of these, or download the files and ${byHand}.`,
  });
}

/** What is there of a model: commit, licence, and those of its files that are kept. Throws what `askHub` throws, `model-no-safetensors`. */
export async function hubState(
  hub: string,
  { repository, revision }: HubModel,
  authorization?: string,
): Promise<HubState> {
  const question = { expected: EXPECTED, byHand, ...(authorization !== undefined && { authorization }) };
  const at = `${hub}/api/models/${repository}`;
  const { answer } = await askHub(`${at}/revision/${encodeURIComponent(revision)}`, {
    ...question,
    schema: modelSchema,
  });
  const { sha: commit, tags, cardData } = answer;
  const listed: z.infer<typeof treeSchema> = [];
  for (let url: string | undefined = `${at}/tree/${commit}`; url !== undefined; ) {
    const page: { answer: typeof listed; headers: Headers } = await askHub(url, {
      ...question,
      schema: treeSchema,
    });
    listed.push(...page.answer);
    url = nextPage(page.headers, hub);
  }
  const files = listed.filter(({ type, path }) => type === "file" && roleOf(path) !== undefined);
  checkComplete(
    listed.map(({ path }) => path),
    `${hub}/${repository}`,
  );
  return {
    commit,
    licence: licenceIn(cardData) ?? licenceOf(tags),
    files: files.map((file) => hubFile(file, `${hub}/${repository}/resolve/${commit}`)),
  };
}

function hubFile({ path, size, oid, lfs }: z.infer<typeof treeSchema>[number], at: string): HubModelFile {
  const url = `${at}/${path}`;
  if (lfs) return { name: path, url, bytes: lfs.size, checksum: { kind: "sha256", digest: lfs.oid } };
  if (oid === undefined || !/^[0-9a-f]{40}$/.test(oid))
    throw unexpectedAnswer(url, "a file without a checksum", { expected: EXPECTED, byHand });
  return { name: path, url, bytes: size, checksum: { kind: "git-blob", digest: oid } };
}

function checkComplete(names: readonly string[], where: string): void {
  const isThere = (name: string) => names.includes(name);
  const hasWeights = isThere("model.safetensors") || isThere("model.safetensors.index.json");
  if (hasWeights && isThere("config.json") && isThere("tokenizer.json")) return;
  throw new BenchError("this repository has no model in the form that can be read", {
    code: "model-no-safetensors",
    blame: "usage",
    where,
    expected: "config.json, tokenizer.json, and model.safetensors or its index",
    received:
      names.filter((name) => /\.(json|safetensors|bin|gguf|pth|pt|model)$/.test(name)).join(", ") || "none",
    mend: "Choose a repository with these files; weights of other forms can be converted by their publisher's tools.",
  });
}

function licenceOf(tags: readonly string[]): string {
  const named = tags.filter((tag) => tag.startsWith("license:")).map((tag) => tag.slice("license:".length));
  return named.join(", ") || "not stated";
}

/** The address of the list's next page, on the same hub. */
function nextPage(headers: Headers, hub: string): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
  if (next === undefined) return undefined;
  const { pathname, search } = new URL(next, hub);
  return `${new URL(hub).origin}${pathname}${search}`;
}
