import { Bench } from "tinybench";
import type { BenchCase } from "./table.ts";

/** One way of doing a case's work. */
export interface Contender {
  /** Who competes: the fastest of a side's contenders counts. */
  readonly side: "ours" | "peer";
  readonly label: string;
  /** Of peers that compute in different precisions: which. */
  readonly precision?: string;
  /** Does the work once; returns its seconds where it has measured them itself. */
  readonly run: () => Promise<number | undefined>;
  /** A smaller piece of the same work, where that is enough to tell the fastest of a side. */
  readonly trial?: () => Promise<number | undefined>;
}

/** Seconds of one piece of work: each side's fastest contender, by its lower quartile over all rounds. */
export interface Contest {
  readonly ours: Timing;
  readonly peer: Timing | undefined;
}

export interface Timing {
  readonly label: string;
  readonly seconds: number;
  readonly samples: number;
}

const ROUNDS = 6;
const MS_PER_TURN = 400;
const SCREENING_RUNS = 2;

/**
 * Screens every contender, then lets the faster one of each side take turns, so that what disturbs the machine disturbs
 * both. The lower quartile keeps what the work itself takes.
 */
export async function interleave(contenders: readonly Contender[]): Promise<Contest> {
  const ours = await fastest(contenders.filter(({ side }) => side === "ours"));
  const peer = await fastest(contenders.filter(({ side }) => side === "peer"));
  const samples = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of [ours, peer]) {
      if (contender !== undefined) samples[contender.side].push(...(await takeTurn(contender)));
    }
  }
  return {
    ours: timingOf(ours!.label, samples.ours),
    peer: peer && timingOf(peer.label, samples.peer),
  };
}

/** By the shortest of a few runs, after one that warms up. */
async function fastest(contenders: readonly Contender[]): Promise<Contender | undefined> {
  let best: { contender: Contender; seconds: number } | undefined;
  if (contenders.length === 1) return contenders[0];
  for (const contender of contenders) {
    const { trial = contender.run } = contender;
    await trial();
    for (let run = 0; run < SCREENING_RUNS; run++) {
      const started = performance.now();
      const seconds = (await trial()) ?? (performance.now() - started) / 1000;
      if (best === undefined || seconds < best.seconds) best = { contender, seconds };
    }
  }
  return best?.contender;
}

async function takeTurn({ label, run }: Contender): Promise<number[]> {
  const bench = new Bench({
    time: MS_PER_TURN,
    iterations: 1,
    warmup: false,
    retainSamples: true,
    throws: true,
  });
  bench.add(
    label,
    async () => {
      const seconds = await run();
      return seconds === undefined ? undefined : { overriddenDuration: seconds * 1000 };
    },
    { async: true },
  );
  const [task] = await bench.run();
  const { result } = task!;
  if (!("latency" in result)) throw new Error(`${label} was not measured`);
  return result.latency.samples!.map((milliseconds) => milliseconds / 1000);
}

function timingOf(label: string, samples: number[]): Timing {
  const sorted = samples.toSorted((a, b) => a - b);
  return { label, seconds: sorted[Math.floor(sorted.length / 4)]!, samples: sorted.length };
}

/** A contest's figures, `work` being what one piece of it does. */
export function rate(
  unit: string,
  work: number,
  { ours, peer }: Contest,
  goal: number | null,
): Omit<BenchCase, "name"> {
  const value = work / ours.seconds;
  if (peer === undefined) return { unit, value, peer: null, ratio: null, goal };
  return { unit, value, peer: work / peer.seconds, ratio: peer.seconds / ours.seconds, goal };
}

/** How each side did it, and what one piece of work took. */
export function describe({ ours, peer }: Contest): string {
  const parts = [ours, ...(peer === undefined ? [] : [peer])];
  return parts
    .map(
      ({ label, seconds, samples }) => `${label} ${(seconds * 1000).toPrecision(3)} ms (${samples} samples)`,
    )
    .join(", ");
}
