import { describe } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import type { ParameterSpec, Parameters } from "./parameters.ts";

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
