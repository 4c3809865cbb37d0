import type { Verify } from "../../harness/task/index.ts";
import { margin } from "./linear/examples.ts";
import { logSigmoid } from "./linear/normal.ts";
import { angle, type Vector } from "./linear/vector.ts";
import type { Mixture } from "./mixture.ts";
import { labelPool } from "./pool.ts";

/** 1 when the proposed label is the drawn one, else 0. */
export const oracle: Verify = async (pool, { items }) =>
  Float64Array.from(items, (item) => (labelPool(pool).isCorrect(item) ? 1 : 0));

/**
 * Scores a candidate by its exact log-probability given only the projection of x on the unit vector `direction`:
 * log σ(y · 2 cos b · (v·x) / σ²), where b is the angle between `direction` and the mixture's mean.
 */
export function linearVerifier(mixture: Mixture, direction: Vector): Verify {
  const slope = (2 * Math.cos(angle(direction, mixture.mean))) / mixture.sigma ** 2;
  return async (pool, { items }) => {
    const { examples, proposed } = labelPool(pool);
    return Float64Array.from(items, (item) =>
      logSigmoid(slope * proposed[item]! * margin(examples, item, direction)),
    );
  };
}
