import { publicSeason } from "../season/index.ts";
import { entriesOn, type Submission } from "../submission/index.ts";
import { extentOf, offerOf, type Task, type TierName } from "../task/index.ts";
import { measureCost, type SelectionCost } from "./cost.ts";
import { type Played, playAskingTwice, playControl, type Scene, type Stage } from "./play.ts";

/** What is to be examined. */
export interface ExamRequest extends Stage {
  readonly submission: Submission;
  readonly tasks: readonly Task[];
  /** The benchmark's own, for the floor and the ceiling beside it. */
  readonly submissions: readonly Submission[];
  readonly tier: TierName;
  readonly seeds: readonly number[];
}

/** What came of an entry on a task. */
export interface Examined {
  readonly scene: Scene;
  /** One of the benchmark's, played once for comparison. */
  readonly isControl: boolean;
  readonly played: Played;
  /** Where its answers differed when it was asked twice. */
  readonly difference?: string;
  /** What selecting costs it; absent for controls, and for what fails or does not repeat. */
  readonly cost?: SelectionCost;
}

/**
 * Plays each entry of a submission on each of its tasks and asks it twice in every round, plays the floor and the ceiling beside it, and
 * measures what selecting costs. Throws for what is not the submission's own failure.
 */
export async function* examine(
  request: ExamRequest,
  onStart: (scene: Scene) => void,
): AsyncGenerator<Examined> {
  for (const { scene, isControl } of scenesOf(request)) {
    onStart(scene);
    if (isControl) {
      yield { scene, isControl, played: await playControl(scene, request) };
      continue;
    }
    const { difference, ...played } = await playAskingTwice(scene, request);
    const isSound = played.repeatable.outcome.status === "ok" && difference === undefined;
    const cost = isSound ? { cost: await measureCost(scene, request) } : {};
    yield { scene, isControl, played, ...(difference === undefined ? {} : { difference }), ...cost };
  }
}

function scenesOf({ submission, tasks, submissions, tier, seeds }: ExamRequest) {
  const controls = submissions.filter(
    ({ slug, control }) => (control === "floor" || control === "ceiling") && slug !== submission.slug,
  );
  return tasks.flatMap((task) => {
    const offer = offerOf(task, tier);
    const own = entriesOn(offer, submission).map((entry) => ({ entry, isControl: false }));
    if (own.length === 0) return [];
    const beside = controls.flatMap((one) => entriesOn(offer, one));
    const entries = [...beside.map((entry) => ({ entry, isControl: true })), ...own];
    return seeds.flatMap((seed) =>
      entries.map(({ entry, isControl }) => {
        const extent = extentOf(task, tier, seed, entry.id);
        return { scene: { task, tier, entry, season: publicSeason, seed, extent }, isControl };
      }),
    );
  });
}
