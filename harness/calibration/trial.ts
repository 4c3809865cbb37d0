import { type ArtifactStore, keptValue, scopedArtifacts } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import {
  keptRounds,
  openTask,
  ownArtifacts,
  playRegime,
  type SharedPlace,
  sharedArtifacts,
  sharedEvaluation,
  sharedGenerator,
} from "../loop/index.ts";
import type { RandomPath, RandomStream } from "../random/index.ts";
import type { RoundRecord } from "../record/index.ts";
import { publicSeason } from "../season/index.ts";
import { type Rule, ruleSelector, unlimitedFeedback } from "../selection/index.ts";
import { type Regime, type RoundPosition, type Student, type TaskInstance, tierOf } from "../task/index.ts";
import { corrected } from "./corrected.ts";

/** What decides a trial, and where its work is kept; all trials are of season 0. */
export interface TrialOptions extends Omit<SharedPlace, "season"> {
  /** Root of the instance's streams. */
  readonly random: RandomStream;
  /** Root of the rules' streams, unless a rule is played with one of its own. */
  readonly streams: RandomPath;
  readonly artifacts: ArtifactStore;
}

/** A rule in a regime; equal plays give equal rounds. */
export interface RulePlay {
  /** Names the play, where its rounds are kept. */
  readonly name: string;
  readonly rule: Rule;
  readonly regime: Regime;
  /** Students learn the true outputs of what was selected. */
  readonly corrected?: boolean;
  /** A round's stream in place of the trial's. */
  random?(position: RoundPosition): RandomStream;
}

/** All rounds of a play, or those before the round in which the rule broke one of the selection's own rules. */
export interface PlayedRule {
  readonly rounds: readonly RoundRecord[];
  readonly failure?: string;
}

/** A task at one tier and seed, on which rules are tried; opened when something is asked of it that is not kept. */
export interface Trial extends AsyncDisposable {
  /** G0's metrics. */
  generator(): Promise<Readonly<Record<string, number>>>;
  /** Those of what every training starts from. Throws `base-missing` where that is fresh. */
  base(): Promise<Readonly<Record<string, number>>>;
  play(play: RulePlay): Promise<PlayedRule>;
}

/** Begins a trial. Rules may ask verifiers as often as they like; what is kept goes by the tier's budget. It shares generators, pools and verifiers with the cells of the same numbers. */
export function openTrial({ random, streams, artifacts, ...wanted }: TrialOptions): Trial {
  const place = { ...wanted, season: publicSeason };
  const numbers = tierOf(place.task, place.tier).frozen;
  const store = sharedArtifacts(artifacts, place);
  const own = ownArtifacts(artifacts, place);
  let opened: Promise<{ instance: TaskInstance; generator: Student }> | undefined;

  async function openNow() {
    const instance = await openTask(place, random, artifacts);
    return { instance, generator: await sharedGenerator({ instance, artifacts: store }) };
  }

  function open() {
    opened ??= openNow();
    return opened;
  }

  async function playNow(
    { rule, regime, corrected: isCorrected, random: own }: RulePlay,
    checkpoints: ReturnType<typeof keptRounds>,
  ): Promise<PlayedRule> {
    const { instance, generator } = await open();
    const recursion = {
      ...numbers,
      budget: { ...numbers.budget, feedback: unlimitedFeedback(instance.verifiers) },
      instance: isCorrected ? corrected(instance) : instance,
      selector: ruleSelector(rule, own),
      streams,
      artifacts: store,
      checkpoints,
    };
    const { rounds, failure } = await playRegime(recursion, regime, generator);
    const records = rounds.map(({ record }) => record);
    return failure === undefined ? { rounds: records } : { rounds: records, failure: failure.error.message };
  }

  return {
    generator: () =>
      keptValue(store, { what: "trial", rule: "G0" }, async () => {
        const { instance, generator } = await open();
        return (await sharedEvaluation({ instance, artifacts: store }, generator)).metrics;
      }),
    base: () =>
      keptValue(store, { what: "trial", rule: "base" }, async () => {
        const { base } = (await open()).instance;
        if (base === undefined) throw noBase(place.task);
        return (await base()).evaluate();
      }),
    async play(play) {
      const { name, regime, corrected: isCorrected = false } = play;
      const key = { what: "trial", rule: name, regime, corrected: isCorrected };
      const checkpoints = keptRounds(scopedArtifacts(own, key));
      const played = await keptValue(own, key, () => playNow(play, checkpoints));
      await checkpoints.clear();
      return played;
    },
    async [Symbol.asyncDispose]() {
      await (await opened)?.instance[Symbol.asyncDispose]();
    },
  };
}

function noBase({ name }: SharedPlace["task"]): BenchError {
  return new BenchError(`the models of "${name}" start afresh, from no base`, {
    code: "base-missing",
    blame: "task",
    where: `tasks/${name}/task.yaml, calibration.gates`,
    mend: "Leave out the gates, or give the task a base.",
  });
}
