import { readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { describe } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import type { ParameterSpec, Parameters } from "./parameters.ts";
import { decodeSafetensors, encodeSafetensors, type TensorFile } from "./safetensors.ts";

/** Writes parameters as a safetensors file, whole or not at all; equal parameters give equal bytes. */
export async function saveParameters(
  path: string,
  parameters: Parameters,
  metadata: TensorFile["metadata"] = {},
): Promise<void> {
  await writeFileAtomic(path, Buffer.from(encodeSafetensors(parameters, metadata)));
}

/** Reads parameters and checks them against a model's; throws `safetensors-format`, `parameter-mismatch`, or Node's own file errors. */
export async function loadParameters(path: string, specs: readonly ParameterSpec[]): Promise<Parameters> {
  const { tensors } = decodeSafetensors(await readFile(path), path);
  checkParameters(tensors, specs, path);
  return Object.fromEntries(specs.map(({ name }) => [name, tensors[name]!]));
}

/** Throws `parameter-mismatch` unless `parameters` are exactly those of `specs`, by name, shape and dtype. */
export function checkParameters(
  parameters: Parameters,
  specs: readonly ParameterSpec[],
  where: string,
): void {
  for (const { name, shape } of specs) {
    const expected = describe({ dtype: "float32", shape });
    const found = parameters[name];
    const received = found === undefined ? "nothing" : describe(found);
    if (received !== expected) throw mismatch(`${where}: ${name}`, expected, received);
  }
  const known = new Set(specs.map(({ name }) => name));
  const extra = Object.keys(parameters).find((name) => !known.has(name));
  if (extra !== undefined)
    throw mismatch(`${where}: ${extra}`, "no such parameter", describe(parameters[extra]!));
}

function mismatch(where: string, expected: string, received: string): BenchError {
  return new BenchError("the parameters are not this model's", {
    code: "parameter-mismatch",
    blame: "usage",
    where,
    expected,
    received,
    mend: "Use parameters that were saved from a model of the same configuration.",
  });
}
