/** Segments between boundaries, computed again for their gradients instead of kept. */
import {
  buildGraph,
  type Graph,
  type GraphBuilder,
  type Operation,
  type OperationOf,
  type ValueId,
} from "../graph/index.ts";
import { withoutDead } from "./simplify.ts";

/** Operations from one place of a graph's list to before another. */
interface Span {
  readonly first: number;
  readonly end: number;
}

/** What lies between two boundaries. */
interface Segment {
  /** Its operations on the way to the loss. */
  readonly forward: Span;
  /** Those of its gradients. */
  readonly backward: Span;
  /** Where the gradient of its end arrives. */
  readonly arrival: number;
  /** What its first boundary was put on. */
  readonly start: ValueId;
  /** The first boundary's own value. */
  readonly started: ValueId;
}

/**
 * The same program, in which gradients read a segment's values as they are computed anew from its beginning, once the gradient of its end
 * is there; and in which a gradient goes on to the segment before once all others of its segment are there. So a program that computes
 * in the order of its operations holds one segment's values at a time (Chen et al., 2016, “Training Deep Nets with Sublinear Memory
 * Cost”). Programs without boundaries are handed back as they are.
 */
export function recomputeSegments(recorded: Graph): Graph {
  if (!recorded.operations.some(isBoundary)) return recorded;
  const graph = withoutDead(recorded);
  const segments = segmentsOf(graph);
  const makers = makersOf(graph);
  const lastUses = lastUsesOf(graph);
  const built = buildGraph();
  const moved = new Map<ValueId, ValueId>();
  const movedTo = (value: ValueId) => moved.get(value)!;
  let copies: Copies | undefined;

  /** What a boundary becomes: nothing on the way to the loss, and on the way back a wait for the gradients of the segment behind it. */
  function passed(place: number, { attributes, inputs: [x] }: OperationOf<"after">): ValueId {
    const behind = segments.find(({ backward }) => backward.end === place);
    if (attributes.isGradient !== true || behind === undefined) return movedTo(x!);
    const gates = leaving(graph, behind.backward, lastUses).filter((value) => value !== x);
    return built.one("after", {}, movedTo(x!), ...gates.map(movedTo));
  }

  for (const [place, operation] of graph.operations.entries()) {
    if (isBoundary(operation)) {
      const gate = passed(place, operation);
      moved.set(operation.outputs[0]!, gate);
      const segment = segments.find(({ arrival }) => arrival === place);
      if (segment !== undefined) copies = { segment, gate, values: new Map() };
      continue;
    }
    const own = copies !== undefined && isWithin(place, copies.segment.backward) ? copies : undefined;
    const read = (value: ValueId) =>
      own === undefined ? movedTo(value) : again(graph, built, makers, movedTo, own, value);
    put(built, operation, read, moved);
  }
  return built.finish(
    Object.fromEntries(Object.entries(graph.outputs).map(([name, value]) => [name, movedTo(value)])),
  );
}

function isBoundary(operation: Operation): operation is OperationOf<"after"> & Operation {
  return operation.operator === "after" && operation.attributes.boundary !== undefined;
}

/** A segment's values as they are computed anew. */
interface Copies {
  readonly segment: Segment;
  readonly gate: ValueId;
  readonly values: Map<ValueId, ValueId>;
}

/** The value to read for one of the recorded graph: its copy, if the segment made it, and itself otherwise. */
function again(
  graph: Graph,
  built: GraphBuilder,
  makers: readonly number[],
  movedTo: (value: ValueId) => ValueId,
  copies: Copies,
  value: ValueId,
): ValueId {
  const { segment, gate, values } = copies;
  const known = values.get(value);
  if (known !== undefined) return known;
  const maker = makers[value]!;
  if (value === segment.started) values.set(value, built.one("after", {}, movedTo(segment.start), gate));
  else if (!isWithin(maker, segment.forward)) values.set(value, movedTo(value));
  else {
    const read = (input: ValueId) => again(graph, built, makers, movedTo, copies, input);
    put(built, graph.operations[maker]!, read, values);
  }
  return values.get(value)!;
}

function put(
  built: GraphBuilder,
  { operator, attributes, inputs, outputs }: Operation,
  read: (value: ValueId) => ValueId,
  into: Map<ValueId, ValueId>,
): void {
  const made = built.add(operator, attributes as never, ...inputs.map(read));
  for (const [place, output] of outputs.entries()) into.set(output, made[place]!);
}

function segmentsOf({ operations }: Graph): readonly Segment[] {
  const segments: Segment[] = [];
  /** The boundaries met on the way to the loss, by their numbers; a later step's stand in place of an earlier one's. */
  const met = new Map<number, number>();
  for (const [place, operation] of operations.entries()) {
    if (!isBoundary(operation)) continue;
    const { boundary = 0, isGradient = false } = operation.attributes;
    if (!isGradient) {
      met.set(boundary, place);
      continue;
    }
    const [first, end] = [met.get(boundary - 1), met.get(boundary)!];
    if (first === undefined) continue;
    const { inputs, outputs } = operations[first]!;
    const next = operations.findIndex((later, at) => at > place && isBoundary(later));
    segments.push({
      forward: { first: first + 1, end },
      backward: { first: place + 1, end: next < 0 ? operations.length : next },
      arrival: place,
      start: inputs[0]!,
      started: outputs[0]!,
    });
  }
  return segments;
}

/** Values of a span that are read after it. */
function leaving(
  { operations }: Graph,
  { first, end }: Span,
  lastUses: readonly number[],
): readonly ValueId[] {
  return operations
    .slice(first, end)
    .flatMap(({ outputs }) => outputs)
    .filter((value) => (lastUses[value] ?? -1) > end);
}

/** For each value the place of the operation that makes it. */
function makersOf({ operations, values }: Graph): readonly number[] {
  const makers = new Array<number>(values.length);
  for (const [place, { outputs }] of operations.entries())
    for (const output of outputs) makers[output] = place;
  return makers;
}

function lastUsesOf({ operations, values, outputs }: Graph): readonly number[] {
  const uses = new Array<number>(values.length).fill(-1);
  for (const [place, { inputs }] of operations.entries()) for (const input of inputs) uses[input] = place;
  for (const value of Object.values(outputs)) uses[value] = operations.length;
  return uses;
}

function isWithin(place: number, { first, end }: Span): boolean {
  return place >= first && place < end;
}
