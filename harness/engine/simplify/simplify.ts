/** Rebuilds a graph through the rewriting rules until nothing changes. */
import {
  type Attributes,
  buildGraph,
  type Graph,
  type GraphBuilder,
  type OperatorName,
  printGraph,
  type ValueId,
} from "../graph/index.ts";
import { computingRules } from "./computing.ts";
import { crossEntropyRules } from "./cross-entropy.ts";
import { elementwiseRules } from "./elementwise.ts";
import { fold } from "./fold.ts";
import { normalisingRules } from "./normalising.ts";
import { type Rewrite, type Rewriter, type Rewrites, rewriter } from "./rewriter.ts";
import { shapingRules } from "./shaping.ts";

const rules: Rewrites = {
  ...elementwiseRules,
  ...shapingRules,
  ...computingRules,
  ...normalisingRules,
  binary: [...elementwiseRules.binary!, ...crossEntropyRules.binary!, ...normalisingRules.binary],
};
/** Applied once, last: the other rules expect reduced axes to stay. */
const finishingRules: Rewrites = { reshape: [squeezedReduction] };
const mostPasses = 12;

/** The same program with fewer and cheaper operations; inputs stay even when unused. */
export function simplify(graph: Graph): Graph {
  let current = withoutDead(graph);
  for (let pass = 0; pass < mostPasses; pass++) {
    const next = withoutDead(rebuild(current, rules));
    if (printGraph(next) === printGraph(current)) break;
    current = next;
  }
  return withoutDead(rebuild(current, finishingRules));
}

function squeezedReduction(at: Rewriter, { shape }: Attributes["reshape"], x: ValueId) {
  const reduction = at.made(x, "reduce");
  if (reduction === undefined || reduction.attributes.squeeze || !at.usedOnce(x)) return undefined;
  const { axes } = reduction.attributes;
  const dropped = at.shape(x).filter((_, axis) => !axes.includes(axis));
  if (dropped.join() !== shape.join() || dropped.length !== shape.length) return undefined;
  return at.graph.one("reduce", { ...reduction.attributes, squeeze: true }, ...reduction.inputs);
}

function rebuild(graph: Graph, rulesOf: Rewrites): Graph {
  const plain = buildGraph();
  const uses = new Map<ValueId, number>();
  const lookups = new Map<ValueId, number>();
  const rewriting = rewritingBuilder(plain, uses, lookups, rulesOf);
  const counts = useCounts(graph);
  const moved = new Map<ValueId, ValueId>();
  const ranges = lookupRanges(graph);
  for (const { operator, attributes, inputs, outputs } of graph.operations) {
    const results = rewriting.add(operator, attributes as never, ...inputs.map((input) => moved.get(input)!));
    for (const [place, output] of outputs.entries()) {
      const result = results[place]!;
      moved.set(output, result);
      const range = ranges.get(output);
      if (range !== undefined) lookups.set(result, range);
      uses.set(result, (uses.get(result) ?? 0) + (counts.get(output) ?? 0));
    }
  }
  return plain.finish(
    Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, moved.get(id)!])),
  );
}

/** A builder whose every addition is folded or rewritten first. */
function rewritingBuilder(
  plain: GraphBuilder,
  uses: ReadonlyMap<ValueId, number>,
  lookups: ReadonlyMap<ValueId, number>,
  rulesOf: Rewrites,
): GraphBuilder {
  const add = <O extends OperatorName>(
    operator: O,
    attributes: Attributes[O],
    ...inputs: readonly ValueId[]
  ) => {
    const folded = fold(plain, operator, attributes, inputs);
    if (folded !== undefined) return folded;
    const rewritten = firstRewrite(at, rulesOf, operator, attributes, inputs);
    return rewritten === undefined ? plain.add(operator, attributes, ...inputs) : [rewritten];
  };
  const builder: GraphBuilder = {
    ...plain,
    add,
    one: (operator, attributes, ...inputs) => add(operator, attributes, ...inputs)[0]!,
  };
  const at = rewriter(builder, uses, lookups);
  return builder;
}

function firstRewrite<O extends OperatorName>(
  at: Rewriter,
  rulesOf: Rewrites,
  operator: O,
  attributes: Attributes[O],
  inputs: readonly ValueId[],
): ValueId | undefined {
  for (const rule of (rulesOf[operator] ?? []) as readonly Rewrite<O>[]) {
    const result = rule(at, attributes, ...inputs);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** How many rows each value chooses from that serves as ids of `gather`, `pick` or `putAdd`, which refuse others. */
function lookupRanges(graph: Graph): ReadonlyMap<ValueId, number> {
  const ranges = new Map<ValueId, number>();
  for (const { operator, attributes, inputs } of graph.operations) {
    if (operator !== "gather" && operator !== "pick" && operator !== "putAdd") continue;
    const { shape } = graph.values[inputs[0]!]!;
    ranges.set(inputs[1]!, shape.at(operator === "gather" ? attributes.axis : -1)!);
  }
  return ranges;
}

function useCounts(graph: Graph): ReadonlyMap<ValueId, number> {
  const counts = new Map<ValueId, number>();
  const used = [...graph.operations.flatMap(({ inputs }) => inputs), ...Object.values(graph.outputs)];
  for (const id of used) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Without operations that no output needs; inputs stay. */
export function withoutDead(graph: Graph): Graph {
  const live = new Set<ValueId>(Object.values(graph.outputs));
  const kept = graph.operations.toReversed().filter((operation) => {
    if (operation.operator !== "input" && !operation.outputs.some((output) => live.has(output))) return false;
    for (const input of operation.inputs) live.add(input);
    return true;
  });
  return { ...graph, operations: kept.reverse() };
}
