import type { RandomStream } from "../../../harness/random/index.ts";
import { type LabelledInputs, labelOf, margins } from "../linear/examples.ts";
import { type Moments, momentsOf, solveMoments } from "../linear/least-squares.ts";
import { realData, type TrainingPart } from "../linear/training-set.ts";
import { rotated, type Vector } from "../linear/vector.ts";
import { drawExamples, drawMixture } from "../mixture.ts";
import { populationAccuracy } from "./flips.ts";

/** Which labels the student learns from: those a linear verifier or the oracle lets through, or the true ones. */
export const teachings = ["verifier", "oracle", "clean"] as const;
export type Teaching = (typeof teachings)[number];

/** The geometry of one round of greedy labels. The paper's own numbers are unknown. */
export interface GrowthGround {
  readonly dimension: number;
  readonly sigma: number;
  /** Angles to the truth are π over these; the two directions are otherwise random. */
  readonly generatorPiOver: number;
  readonly verifierPiOver: number;
}

/** One student of that round. */
export interface GrowthStudent {
  readonly teaching: Teaching;
  /** Real examples it trains on beside the selected ones. */
  readonly real: number;
  /** Ridge penalty added to Σ x xᵀ: fixed, so it fades as data grow. */
  readonly penalty: number;
}

/**
 * Population accuracy (students × counts) as the number of examples before selection grows. All students see the
 * same directions, the same inputs, and the same real examples as far as they have them.
 */
export function simulateGrowth(
  random: RandomStream,
  ground: GrowthGround,
  students: readonly GrowthStudent[],
  counts: readonly number[],
): readonly (readonly number[])[] {
  const mixture = drawMixture(random.split("mean"), { ...ground, decimals: 2 });
  const towards = (name: string, piOver: number) =>
    rotated(random.split(name), mixture.mean, Math.PI / piOver);
  const judges = {
    generator: towards("generator", ground.generatorPiOver),
    verifier: towards("verifier", ground.verifierPiOver),
  };
  const real = students.map((student) =>
    momentsOf([realData(drawExamples(random.split("real"), mixture, student.real))], ground.dimension),
  );
  const byCount = counts.map((count) => {
    const examples = drawExamples(random.split("synthetic", count), mixture, count);
    const taught = taughtMoments(examples, judges);
    return students.map((student, index) => {
      const moments = sumOf(real[index]!, taught(student.teaching));
      return populationAccuracy(solveMoments(moments, student.penalty / moments.weight), mixture);
    });
  });
  return students.map((_, index) => byCount.map((accuracies) => accuracies[index]!));
}

interface Judges {
  readonly generator: Vector;
  readonly verifier: Vector;
}

/** Moments of what each teaching lets through, each computed once. */
function taughtMoments(
  examples: LabelledInputs,
  { generator, verifier }: Judges,
): (teaching: Teaching) => Moments {
  const labels = signs(examples, generator);
  const opinions = { verifier: signs(examples, verifier), oracle: examples.labels };
  const known = new Map<Teaching, Moments>();
  return (teaching) => {
    const part = teaching === "clean" ? realData(examples) : agreed(examples, labels, opinions[teaching]);
    const moments = known.get(teaching) ?? momentsOf([part], examples.dimension);
    known.set(teaching, moments);
    return moments;
  };
}

function signs(examples: LabelledInputs, direction: Vector): Int8Array {
  return Int8Array.from(margins(examples, direction), labelOf);
}

function agreed(examples: LabelledInputs, labels: Int8Array, opinions: Int8Array): TrainingPart {
  const rows = Uint32Array.from(labels.keys()).filter((row) => labels[row] === opinions[row]);
  return {
    examples,
    rows,
    targets: Int8Array.from(rows, (row) => labels[row]!),
    weights: new Float64Array(rows.length).fill(1),
  };
}

function sumOf(a: Moments, b: Moments): Moments {
  return {
    dimension: a.dimension,
    weight: a.weight + b.weight,
    second: a.second.map((value, index) => value + b.second[index]!),
    cross: a.cross.map((value, index) => value + b.cross[index]!),
  };
}
