import { normalDensity } from "../linear/normal.ts";

/** Points of a one-dimensional distribution with weights that add up to 1. */
export interface Nodes {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

const reach = 8;

/** Evenly spaced nodes of N(mean, sd²), out to 8 standard deviations; exact to rounding for smooth integrands. */
export function normalNodes(mean: number, sd: number, count = 121): Nodes {
  return weighed(count, (share) => {
    const z = reach * (2 * share - 1);
    return [mean + sd * z, normalDensity(z)];
  });
}

/** Evenly spaced nodes of χ² with `freedom` degrees of freedom divided by `freedom`, so that its mean is 1. */
export function meanSquareNodes(freedom: number, count = 121): Nodes {
  const spread = reach * Math.sqrt(2 / freedom);
  const last = 1 + spread * (1 + spread);
  return weighed(count, (share) => {
    const x = last * (share + 0.5 / count);
    return [x, Math.exp((freedom / 2 - 1) * Math.log(x) - (freedom * (x - 1)) / 2)];
  });
}

/** E f over the nodes. */
export function expectation({ points, weights }: Nodes, f: (point: number) => number): number {
  return points.reduce((sum, point, index) => sum + weights[index]! * f(point), 0);
}

function weighed(count: number, node: (share: number) => readonly [number, number]): Nodes {
  const nodes = Array.from({ length: count }, (_, index) => node(index / (count - 1)));
  const total = nodes.reduce((sum, [, weight]) => sum + weight, 0);
  return { points: nodes.map(([point]) => point), weights: nodes.map(([, weight]) => weight / total) };
}
