/** The scalar functions behind elementwise operators, in float64. */
import type { BinaryFunction, CompareFunction, UnaryFunction } from "../graph/index.ts";

export const unaryFunctions: Readonly<Record<UnaryFunction, (x: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  erf,
  exp: Math.exp,
  floor: Math.floor,
  log: Math.log,
  neg: (x) => -x,
  reciprocal: (x) => 1 / x,
  relu: (x) => (x < 0 ? 0 : x),
  round: roundHalfToEven,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  sign: Math.sign,
  sin: Math.sin,
  sinh: Math.sinh,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sqrt: Math.sqrt,
  step: (x) => (x > 0 ? 1 : 0),
  tan: Math.tan,
  tanh: Math.tanh,
};

export const binaryFunctions: Readonly<Record<BinaryFunction, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floorDiv: (a, b) => Math.floor(a / b),
  max: Math.max,
  min: Math.min,
  mod: (a, b) => a - Math.floor(a / b) * b,
  pow: (a, b) => a ** b,
};

export const compareFunctions: Readonly<Record<CompareFunction, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
};

function roundHalfToEven(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** Maclaurin series near zero, continued fraction of erfc further out (Abramowitz and Stegun 7.1.5, 7.1.14); about 1e-14. */
function erf(x: number): number {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  return Math.sign(x) * (z < 2.5 ? erfSeries(z) : 1 - erfcFraction(z));
}

function erfSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * sum; n++) {
    term *= (-z * z) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function erfcFraction(z: number): number {
  let tail = 0;
  for (let n = 120; n >= 1; n--) tail = n / 2 / (z + tail);
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + tail);
}
