/** Kernels that work value by value. */
import type {
  BinaryFunction,
  CompareFunction,
  GraphBuilder,
  UnaryFunction,
  ValueId,
} from "../graph/index.ts";
import type { DType, Shape } from "../tensors.ts";
import type { KernelRule, KernelRules, KernelType, Operand } from "./rule.ts";

type NoAttributes = Record<never, never>;
type Unary = KernelType<"x", NoAttributes>;
type Binary = KernelType<"a" | "b", NoAttributes>;

export interface ElementwiseKernels {
  Abs: Unary;
  Add: Binary;
  AddN: KernelType<never, NoAttributes>;
  Cast: KernelType<"x", { readonly dtype: DType }>;
  Ceil: Unary;
  ClipByValue: KernelType<"x", { readonly clipValueMin: number; readonly clipValueMax: number }>;
  Cos: Unary;
  Cosh: Unary;
  Elu: Unary;
  EluGrad: KernelType<"dy" | "y", NoAttributes>;
  Equal: Binary;
  Erf: Unary;
  Exp: Unary;
  Expm1: Unary;
  Floor: Unary;
  FloorDiv: Binary;
  Greater: Binary;
  GreaterEqual: Binary;
  IsNan: Unary;
  LeakyRelu: KernelType<"x", { readonly alpha: number }>;
  Less: Binary;
  LessEqual: Binary;
  Log: Unary;
  Log1p: Unary;
  LogicalAnd: Binary;
  LogicalNot: Unary;
  LogicalOr: Binary;
  Maximum: Binary;
  Minimum: Binary;
  Mod: Binary;
  Multiply: Binary;
  Neg: Unary;
  NotEqual: Binary;
  Pow: Binary;
  Prelu: KernelType<"x" | "alpha", NoAttributes>;
  RealDiv: Binary;
  Reciprocal: Unary;
  Relu: Unary;
  Relu6: Unary;
  Round: Unary;
  Rsqrt: Unary;
  Select: KernelType<"condition" | "t" | "e", NoAttributes>;
  Sigmoid: Unary;
  Sign: Unary;
  Sin: Unary;
  Sinh: Unary;
  Softplus: Unary;
  Sqrt: Unary;
  Square: Unary;
  SquaredDifference: Binary;
  Step: KernelType<"x", { readonly alpha: number }>;
  Sub: Binary;
  Tan: Unary;
  Tanh: Unary;
}

export const elementwiseRules: KernelRules<ElementwiseKernels> = {
  Abs: unary("abs"),
  Add: binary("add"),
  AddN: (graph, { all }) =>
    all.map((operand) => operand.id).reduce((sum, id) => graph.one("binary", { fn: "add" }, sum, id)),
  Cast: (graph, { x }, { dtype }) => graph.one("cast", { to: dtype }, x.id),
  Ceil: unary("ceil"),
  ClipByValue: (graph, { x }, { clipValueMin, clipValueMax }) => clip(graph, x, clipValueMin, clipValueMax),
  Cos: unary("cos"),
  Cosh: unary("cosh"),
  Elu: unary("elu"),
  EluGrad: (graph, { dy, y }) => {
    const slope = graph.one("binary", { fn: "add" }, y.id, scalar(graph, 1));
    const factor = graph.one("binary", { fn: "min" }, slope, scalar(graph, 1));
    return graph.one("binary", { fn: "mul" }, dy.id, factor);
  },
  Equal: compare("equal"),
  Erf: unary("erf"),
  Exp: unary("exp"),
  Expm1: (graph, { x }) =>
    graph.one("binary", { fn: "sub" }, graph.one("unary", { fn: "exp" }, x.id), scalar(graph, 1)),
  Floor: unary("floor"),
  FloorDiv: binary("floorDiv"),
  Greater: compare("greater"),
  GreaterEqual: compare("greaterEqual"),
  IsNan: (graph, { x }) => graph.one("isNaN", {}, x.id),
  LeakyRelu: (graph, { x }, { alpha }) => leaky(graph, x, scalar(graph, alpha)),
  Less: compare("less"),
  LessEqual: compare("lessEqual"),
  Log: unary("log"),
  Log1p: (graph, { x }) =>
    graph.one("unary", { fn: "log" }, graph.one("binary", { fn: "add" }, x.id, scalar(graph, 1))),
  LogicalAnd: logical("and"),
  LogicalNot: (graph, { x }) => graph.one("not", {}, x.id),
  LogicalOr: logical("or"),
  Maximum: binary("max"),
  Minimum: binary("min"),
  Mod: binary("mod"),
  Multiply: binary("mul"),
  Neg: unary("neg"),
  NotEqual: compare("notEqual"),
  Pow: binary("pow"),
  Prelu: (graph, { x, alpha }) => leaky(graph, x, alpha.id),
  RealDiv: binary("div"),
  Reciprocal: unary("reciprocal"),
  Relu: unary("relu"),
  Relu6: (graph, { x }) => clip(graph, x, 0, 6),
  Round: unary("round"),
  Rsqrt: (graph, { x }) => graph.one("unary", { fn: "reciprocal" }, graph.one("unary", { fn: "sqrt" }, x.id)),
  Select: (graph, { condition, t, e }) =>
    graph.one("select", {}, alignLeft(graph, condition, t.shape), t.id, e.id),
  Sigmoid: unary("sigmoid"),
  Sign: unary("sign"),
  Sin: unary("sin"),
  Sinh: unary("sinh"),
  Softplus: unary("softplus"),
  Sqrt: unary("sqrt"),
  Square: (graph, { x }) => graph.one("binary", { fn: "mul" }, x.id, x.id),
  SquaredDifference: (graph, { a, b }) => {
    const difference = graph.one("binary", { fn: "sub" }, a.id, b.id);
    return graph.one("binary", { fn: "mul" }, difference, difference);
  },
  Step: (graph, { x }, { alpha }) => {
    const step = graph.one("unary", { fn: "step" }, x.id);
    if (alpha === 0) return step;
    const below = graph.one("binary", { fn: "mul" }, scalar(graph, 1 - alpha), step);
    return graph.one("binary", { fn: "add" }, below, scalar(graph, alpha));
  },
  Sub: binary("sub"),
  Tan: unary("tan"),
  Tanh: unary("tanh"),
};

/** One float32 value without a shape. */
export function scalar(graph: GraphBuilder, value: number, dtype: DType = "float32"): ValueId {
  return graph.one("fill", { shape: [], dtype, value });
}

function unary(fn: UnaryFunction): KernelRule<Unary> {
  return (graph, { x }) => graph.one("unary", { fn }, x.id);
}

function binary(fn: BinaryFunction): KernelRule<Binary> {
  return (graph, { a, b }) => graph.one("binary", { fn }, a.id, b.id);
}

function compare(fn: CompareFunction): KernelRule<Binary> {
  return (graph, { a, b }) => graph.one("compare", { fn }, a.id, b.id);
}

function logical(fn: "and" | "or"): KernelRule<Binary> {
  return (graph, { a, b }) => graph.one("logical", { fn }, a.id, b.id);
}

function clip(graph: GraphBuilder, x: Operand, low: number, high: number): ValueId {
  const raised = graph.one("binary", { fn: "max" }, x.id, scalar(graph, low, x.dtype));
  return graph.one("binary", { fn: "min" }, raised, scalar(graph, high, x.dtype));
}

function leaky(graph: GraphBuilder, x: Operand, slope: ValueId): ValueId {
  const zero = scalar(graph, 0);
  const below = graph.one("binary", { fn: "mul" }, slope, graph.one("binary", { fn: "min" }, x.id, zero));
  return graph.one("binary", { fn: "add" }, graph.one("unary", { fn: "relu" }, x.id), below);
}

/** tfjs lets a condition of rank 1 choose whole rows. */
function alignLeft(graph: GraphBuilder, condition: Operand, shape: Shape): ValueId {
  if (condition.shape.length !== 1 || shape.length <= 1) return condition.id;
  return graph.one("reshape", { shape: [...condition.shape, ...shape.slice(1).map(() => 1)] }, condition.id);
}
