import type { RandomStream } from "../../../harness/random/index.ts";
import { dot, type Vector } from "../linear/vector.ts";
import type { Rates } from "./threshold.ts";

/** Angles in radians between three directions: a generator–truth, b verifier–truth, c generator–verifier. */
export interface Angles {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * p, φ, ψ when x is isotropic, the truth is sign(μ·x) and a label is kept when the verifier agrees. Any half-space
 * boundary splits a pair at angle θ with chance θ/π; the rest is inclusion and exclusion. Derived here.
 */
export function isotropicRates({ a, b, c }: Angles): Rates {
  return {
    p: a / Math.PI,
    phi: (1 - (a + b + c) / (2 * Math.PI)) / (1 - a / Math.PI),
    psi: (a + b - c) / (2 * a),
  };
}

/** Unit vectors with these angles, truth first along the first axis. Throws for angles no three vectors have. */
export function directionsOf({ a, b, c }: Angles): { truth: Vector; generator: Vector; verifier: Vector } {
  const turn = (Math.cos(c) - Math.cos(a) * Math.cos(b)) / (Math.sin(a) * Math.sin(b));
  if (!(Math.abs(turn) <= 1)) throw new RangeError(`no three directions have the angles ${a}, ${b}, ${c}`);
  return {
    truth: Float64Array.of(1, 0, 0),
    generator: Float64Array.of(Math.cos(a), Math.sin(a), 0),
    verifier: Float64Array.of(Math.cos(b), Math.sin(b) * turn, Math.sin(b) * Math.sqrt(1 - turn ** 2)),
  };
}

/** Where a mean student ends with infinite data: the bisector of generator and verifier (not of length 1). */
export function bisector({ generator, verifier }: { generator: Vector; verifier: Vector }): Vector {
  return generator.map((value, index) => value + verifier[index]!);
}

export interface AngleSimulation extends Rates {
  readonly right: number;
  readonly wrong: number;
  /** Mean of label × x over the kept. */
  readonly student: Vector;
}

/** The same by drawing `samples` isotropic inputs in the three dimensions that matter. */
export function simulateAngles(random: RandomStream, angles: Angles, samples: number): AngleSimulation {
  const { truth, generator, verifier } = directionsOf(angles);
  const x = new Float64Array(3);
  const student = new Float64Array(3);
  const all = { right: 0, wrong: 0 };
  const kept = { right: 0, wrong: 0 };
  for (let sample = 0; sample < samples; sample++) {
    for (let axis = 0; axis < 3; axis++) x[axis] = random.normal();
    const label = dot(generator, x) >= 0 ? 1 : -1;
    const kind = label * dot(truth, x) >= 0 ? "right" : "wrong";
    all[kind]++;
    if (label * dot(verifier, x) < 0) continue;
    kept[kind]++;
    for (let axis = 0; axis < 3; axis++) student[axis] = student[axis]! + (label * x[axis]!) / samples;
  }
  return {
    ...all,
    p: all.wrong / samples,
    phi: kept.right / all.right,
    psi: kept.wrong / all.wrong,
    student,
  };
}
