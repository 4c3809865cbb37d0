import { scopedArtifacts } from "../../../harness/artifacts/index.ts";
import {
  type Figure,
  joinedLayers,
  layered,
  numberAxis,
  seriesColour,
} from "../../../harness/figure/index.ts";
import { fixed } from "../../../harness/format/index.ts";
import { type Estimate, estimate } from "../../../harness/statistics/index.ts";
import { type Finding, type StudyContext, verdictOn } from "../../../harness/study/index.ts";
import { weakDirection } from "../instance.ts";
import { angle } from "../linear/vector.ts";
import { drawMixture } from "../mixture.ts";
import { weightsByRound } from "./playing.ts";
import type { FixedSetting, ReplicationSetting } from "./settings.ts";

/** Angles in radians of G0 and each student, of one repetition. */
export interface FixedRun {
  readonly toVerifier: readonly number[];
  readonly toTruth: readonly number[];
}

/** One recursion whose every round is judged by one and the same verifier. */
export async function fixedRun(
  { random, artifacts, device }: StudyContext<ReplicationSetting>,
  { rounds, playing: { keep, ...setting } }: FixedSetting,
  repeat: number,
): Promise<FixedRun> {
  const own = random.split("fixed verifier", repeat);
  const mixture = drawMixture(own.split("mean"), setting);
  const verifier = weakDirection(own, mixture, setting);
  const kept = scopedArtifacts(artifacts, { what: "fixed verifier", setting, repeat });
  const weights = await weightsByRound({ setting, keep, rounds }, "weak, highest", own, own.split("rule"), {
    artifacts: kept,
    device,
  });
  return {
    toVerifier: weights.map((one) => angle(one, verifier)),
    toTruth: weights.map((one) => angle(one, mixture.mean)),
  };
}

const ends = { toVerifier: "to the verifier", toTruth: "to the truth" } as const;

function anglesAt(runs: readonly FixedRun[], end: keyof typeof ends, round: number): Estimate {
  return estimate(runs.map((run) => run[end][round]!));
}

export function fixedFigure(runs: readonly FixedRun[], { playing, rounds, repeats }: FixedSetting): Figure {
  const { verifiers, keep, pool } = playing;
  const rows = (Object.keys(ends) as (keyof typeof ends)[]).flatMap((end) =>
    Array.from({ length: rounds + 1 }, (_, round) => {
      const { mean, low, high } = anglesAt(runs, end, round);
      return { kind: "measured", series: ends[end], round, angle: mean, low, high };
    }),
  );
  return {
    name: "fixed-verifier",
    title: "A student of one verifier becomes that verifier",
    caption: `Angle of the student, in radians, to a verifier that stays the same for ${rounds} rounds (itself at π/${verifiers.weak.piOver} to the truth) and to the truth. Each round the verifier's highest ${keep} of ${pool} labels are kept (regime replace). Means of ${repeats} repetitions with 95 % intervals (Student's t); round 0 is G0.`,
    spec: layered(joinedLayers(), {
      x: numberAxis("round", "Round"),
      y: numberAxis("angle", "Angle, radians", { zero: true }),
      color: seriesColour("Angle", Object.values(ends)),
    }),
    rows,
  };
}

export function fixedFinding(runs: readonly FixedRun[], { rounds }: FixedSetting): Finding {
  const nearer = estimate(runs.map((run) => run.toTruth[rounds]! - run.toVerifier[rounds]!));
  const at = (end: keyof typeof ends, round: number) => radians(anglesAt(runs, end, round));
  return {
    source: "paper",
    claim:
      "A student that one verifier selects for converges to that verifier, not to the truth (arXiv 2510.16657).",
    measured: `Angle to the verifier ${at("toVerifier", 0)} for G0, ${at("toVerifier", 1)} after one round, ${at("toVerifier", rounds)} after ${rounds}; to the truth ${at("toTruth", 0)}, ${at("toTruth", 1)}, ${at("toTruth", rounds)} radians.`,
    verdict: verdictOn(nearer, { above: 0 }),
  };
}

function radians({ mean, low, high }: Estimate): string {
  return `${fixed(mean, 3)} (${fixed(low, 3)} to ${fixed(high, 3)})`;
}
