import { z } from "zod";
import type { LlamaModel, StartedLlama } from "./peer.ts";
import { ggufError } from "./problem.ts";

/** What a GGUF file says of its model. */
export interface GgufDescription {
  /** llama.cpp's name of it: "llama", "qwen2". */
  readonly architecture: string;
  readonly licence: string | undefined;
  /** Element types of the weights, llama.cpp's names: "F32", "Q4_K". */
  readonly types: readonly string[];
  readonly parameters: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly vocabulary: number;
  /** Positions it was made for. */
  readonly positions: number;
  readonly isTied: boolean;
}

const count = z.int().positive();
/** Some models have a number for each layer. */
const counts = z.union([count, z.array(count)]).transform((value) => Math.max(...[value].flat()));
const generalSchema = z.object({
  general: z.object({
    architecture: z.string(),
    license: z.string().optional(),
    "license.name": z.string().optional(),
  }),
  split: z.object({ count: z.int().optional() }).optional(),
  tokenizer: z.object({ ggml: z.object({ tokens: z.array(z.unknown()).min(1) }) }),
});
const shapeSchema = z.object({
  block_count: count,
  embedding_length: count,
  context_length: count,
  attention: z.object({ head_count: counts, head_count_kv: counts.optional() }),
});

/** Describes a loaded model. Throws `gguf-broken` for a heading that lacks something, and for one part of several. */
export function describeGguf(
  { fileInfo }: Pick<LlamaModel, "fileInfo">,
  { typeName }: Pick<StartedLlama, "typeName">,
  file: string,
): GgufDescription {
  const { general, split, tokenizer } = parsed(fileInfo.metadata, generalSchema, file);
  if ((split?.count ?? 1) > 1)
    throw ggufError("gguf-broken", {
      where: file,
      expected: "a model in one file",
      received: `the first of ${split?.count} parts`,
      mend: "Join the parts with llama-gguf-split --merge.",
    });
  const { architecture } = general;
  const own = z.looseObject({ [architecture]: shapeSchema });
  const shape = shapeSchema.parse(parsed(fileInfo.metadata, own, file)[architecture]);
  const tensors = (fileInfo.tensorInfo ?? []).filter(({ name }) => !name.startsWith("rope_freqs"));
  const sizes = tensors.map(({ dimensions }) =>
    dimensions.reduce<number>((size, extent) => size * Number(extent), 1),
  );
  return {
    architecture,
    licence: general["license.name"] ?? general.license,
    types: [...new Set(tensors.map(({ ggmlType }) => typeName(ggmlType)))].sort(),
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    layers: shape.block_count,
    width: shape.embedding_length,
    heads: shape.attention.head_count,
    keyValueHeads: shape.attention.head_count_kv ?? shape.attention.head_count,
    vocabulary: tokenizer.ggml.tokens.length,
    positions: shape.context_length,
    isTied: !tensors.some(({ name }) => name === "output.weight"),
  };
}

function parsed<Value>(metadata: unknown, schema: z.ZodType<Value>, file: string): Value {
  const found = schema.safeParse(metadata);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw ggufError("gguf-broken", {
    where: `${file}: ${issue?.path.join(".")}`,
    expected: "the heading of a language model",
    received: issue?.message ?? "something else",
    mend: "Take a file that was made by llama.cpp's own converter.",
  });
}
