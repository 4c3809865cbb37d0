/** Graphs as text: one operation a line, `%3 = matmul(%1, %2) transposeB float32[4,5]`. */
import { describe } from "../tensors.ts";
import type { Graph } from "./builder.ts";
import type { Operation } from "./operators.ts";

/** Stable text of a graph, for snapshots and for people; values are renumbered in order of appearance. */
export function printGraph(graph: Graph): string {
  const names = new Map<number, string>();
  for (const { outputs } of graph.operations) for (const id of outputs) names.set(id, `%${names.size}`);
  const nameOf = (id: number) => names.get(id)!;
  const lines = graph.operations.map((operation) => {
    const results = operation.outputs.map(nameOf).join(", ");
    const specs = operation.outputs.map((id) => describe(graph.values[id]!)).join(" ");
    const operands = operation.inputs.map(nameOf).join(", ");
    return [`${results} = ${operation.operator}(${operands})`, ...attributesOf(operation), specs].join(" ");
  });
  const outputs = Object.entries(graph.outputs).map(([name, id]) => `${name}: ${nameOf(id)}`);
  return `${lines.join("\n")}\nreturn ${outputs.join(", ")}\n`;
}

function attributesOf(operation: Operation): readonly string[] {
  if (operation.operator === "constant") return [printData(operation.attributes.data)];
  return Object.entries(operation.attributes).flatMap(([name, value]) => {
    if (name === "shape" || name === "dtype" || value === false || (name === "alpha" && value === 1))
      return [];
    if (value === true) return [name];
    return [`${name}=${Array.isArray(value) ? `[${value.join(",")}]` : String(value)}`];
  });
}

function printData(data: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(data.length, 8) }, (_, index) => data[index]);
  return `{${shown.join(",")}${data.length > 8 ? ",…" : ""}}`;
}
