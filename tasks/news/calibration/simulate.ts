import { type ArtifactStore, keptValue, scopedArtifacts } from "../../../harness/artifacts/index.ts";
import { sharedGenerator } from "../../../harness/loop/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import type {
  Decoding,
  Pool,
  Regime,
  Student,
  TaskInstance,
  TrainingSource,
} from "../../../harness/task/index.ts";
import { openInstance } from "../instance.ts";
import type { Setting } from "../settings.ts";
import type { Rule } from "./rules.ts";

/** What a table is made of. */
export interface Simulation {
  readonly setting: Setting;
  readonly rounds: number;
  readonly keep: number;
  readonly decoding: Decoding;
  /** Keeps generators, pools and outcomes, so that a table that was stopped goes on. */
  readonly store: ArtifactStore;
}

/** Test metrics of G0 and then of the student of each round, and p⋆ of each selection. */
export interface Recursion {
  readonly metrics: readonly Readonly<Record<string, number>>[];
  /** Share of right candidates among those kept, by round. */
  readonly right: readonly number[];
  /** Seconds of processor time. */
  readonly seconds: number;
}

/** One seed of a simulation, opened only when something is not kept yet. */
export class SeedSimulation implements AsyncDisposable {
  readonly #simulation: Simulation;
  readonly #seed: number;
  readonly #store: ArtifactStore;
  #opened: Promise<{ instance: TaskInstance; generator: Student; pool: Pool }> | undefined;

  constructor(simulation: Simulation, seed: number) {
    const { setting, decoding } = simulation;
    this.#simulation = simulation;
    this.#seed = seed;
    this.#store = scopedArtifacts(simulation.store, { what: "news calibration", setting, decoding, seed });
  }

  /** Plays all rounds of a rule, or finds what was kept of it. */
  play(rule: Rule, regime: Regime): Promise<Recursion> {
    const { keep, rounds } = this.#simulation;
    const key = { what: "recursion", rule: rule.name, regime, keep, rounds };
    return keptValue(this.#store, key, () => this.#playRounds(rule, regime));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opened)?.instance[Symbol.asyncDispose]();
  }

  async #playRounds(rule: Rule, regime: Regime): Promise<Recursion> {
    this.#opened ??= this.#open();
    const { instance, generator: first, pool: firstPool } = await this.#opened;
    const { keep, rounds, decoding } = this.#simulation;
    const start = process.cpuUsage();
    const metrics = [await first.evaluate()];
    const right: number[] = [];
    const sources: TrainingSource[] = [];
    let generator = first;
    for (let round = 1; round <= rounds; round++) {
      const position = { round, regime };
      const proposed = round === 1 ? firstPool : await generator.propose(position, decoding);
      const pool = rule.truth === true ? await instance.truth(position) : proposed;
      const random = randomStream("news calibration", rule.name, this.#seed, regime, round);
      const selection = await rule.choose({ pool, verifiers: instance.verifiers, keep, random });
      right.push(shareRight({ pool, selection }));
      sources.push({ pool, selection });
      const used = regime === "accumulate" ? sources : sources.slice(-1);
      generator = (await instance.train({ ...position, sources: used })).student;
      metrics.push(await generator.evaluate());
    }
    return { metrics, right, seconds: process.cpuUsage(start).user / 1e6 };
  }

  async #open() {
    const { setting, decoding } = this.#simulation;
    const instance = await openInstance({
      setting,
      tier: "calibration",
      seed: this.#seed,
      random: randomStream("news", this.#seed),
      artifacts: this.#store,
      device: "cpu",
    });
    const position = { round: 1, regime: "replace" } as const;
    const generator = await sharedGenerator({ instance, artifacts: this.#store });
    const candidates = await this.#store.bundle({ what: "pool" }, async () =>
      (await generator.propose(position, decoding)).save(),
    );
    return { instance, generator, pool: await instance.restorePool(candidates, position) };
  }
}

function shareRight({ pool, selection }: TrainingSource): number {
  let right = 0;
  for (const [place, item] of selection.items.entries())
    if (pool.isCorrect(item, selection.candidates[place]!)) right++;
  return right / selection.items.length;
}
