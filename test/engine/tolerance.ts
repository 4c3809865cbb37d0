/** The one place that says how close numbers must be. */
import assert from "node:assert/strict";

export const tolerance = {
  /** float32 results of a few operations against float64. */
  kernel: 2e-5,
  /** float32 gradients against central differences in float64. */
  gradient: 2e-4,
  /** Loss curves of two implementations. */
  lossCurve: 1e-4,
  /** GPU arithmetic against cpu. */
  device: 1e-3,
} as const;

/** Fails unless every value lies within `allowed` of the expected one, relative to the largest expected magnitude or 1. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  allowed: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: number of values`);
  const scale = Math.max(
    1,
    ...Array.from(expected, (value) => (Number.isFinite(value) ? Math.abs(value) : 0)),
  );
  for (let place = 0; place < expected.length; place++) {
    const [got, want] = [actual[place]!, expected[place]!];
    const isClose = Object.is(got, want) || Math.abs(got - want) <= allowed * scale;
    assert.ok(isClose, `${what}: value ${place} is ${got}, expected ${want} within ${allowed} × ${scale}`);
  }
}
