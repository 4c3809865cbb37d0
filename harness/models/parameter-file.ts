import { readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { type Bundle, decodeBundle, encodeBundle, type NamedArray } from "../artifacts/index.ts";
import { describe, type HostTensor } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import type { ParameterSpec, Parameters } from "./parameters.ts";

/** Writes parameters as a safetensors file, whole or not at all; equal parameters give equal bytes. */
export async function saveParameters(
  path: string,
  parameters: Parameters,
  metadata: Bundle["metadata"] = {},
): Promise<void> {
  await writeFileAtomic(path, Buffer.from(encodeBundle({ arrays: parameters, metadata })));
}

/** Reads parameters and checks them against a model's; throws `safetensors-format`, `parameter-mismatch`, or Node's own file errors. */
export async function loadParameters(path: string, specs: readonly ParameterSpec[]): Promise<Parameters> {
  const { arrays } = decodeBundle(await readFile(path), path);
  const tensors = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, asTensor(array)]));
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

/** As it is: `checkParameters` refuses every element type but float32. */
function asTensor(array: NamedArray): HostTensor {
  return array as HostTensor;
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
