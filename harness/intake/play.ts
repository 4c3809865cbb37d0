import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { keptValue, openArtifacts } from "../artifacts/index.ts";
import { type CellInput, type CellResult, identityOf, runCell } from "../loop/index.ts";
import { logFileIn } from "../record/index.ts";
import type { Selector } from "../selection/index.ts";
import { checkNeeds, type Isolation, strategySelector } from "../strategy/index.ts";
import { tierOf } from "../task/index.ts";
import { askedTwice } from "./asked-twice.ts";
import { openPools } from "./pools.ts";

/** The machine's part in playing a cell that is not recorded. */
export interface Stage {
  /** Shared with recorded cells: generators, pools and verifiers. */
  readonly cache: string;
  readonly device: string;
  readonly isolation: Isolation;
  readonly signal: AbortSignal;
  /** Writes every round's pool and selection into this folder. */
  readonly pools?: string | undefined;
}

/** A cell that is played and not recorded. */
export type Scene = CellInput;

/** What came of a play. */
export interface Played extends Pick<CellResult, "repeatable" | "explanation"> {
  /** Time that the strategy was given, in all its rounds. */
  readonly selectSeconds: number;
  readonly logFile: string;
}

/** Plays a cell from its beginning, and keeps nothing of it but its log. Throws for what is not the strategy's own failure. */
export function playUnrecorded(scene: Scene, stage: Stage): Promise<Played> {
  return play(scene, stage, (selector) => selector);
}

/** As `playUnrecorded`; in every round the strategy is asked twice, and `difference` is where its answers first differ. */
export async function playAskingTwice(
  scene: Scene,
  stage: Stage,
): Promise<Played & { readonly difference?: string }> {
  let difference: string | undefined;
  const played = await play(scene, stage, (selector) =>
    askedTwice(selector, (found) => {
      difference = found;
    }),
  );
  return difference === undefined ? played : { ...played, difference };
}

/** One of the benchmark's own beside an entry: played once, and kept for every check that follows, as generators and pools are. */
export function playControl(scene: Scene, stage: Stage): Promise<Played> {
  const { cache, device, isolation } = stage;
  const store = openArtifacts(path.join(cache, "artifacts"));
  const key = { what: "control", ...identityOf(scene), extent: scene.extent, device, isolation };
  return keptValue(store, key, () => playUnrecorded(scene, stage));
}

async function play(
  scene: Scene,
  { cache, device, isolation, signal, pools }: Stage,
  wrapped: (selector: Selector) => Selector,
): Promise<Played> {
  const { task, tier, entry } = scene;
  await checkNeeds(entry.submission);
  const folder = path.join(cache, "intake");
  const logFile = logFileIn(path.join(folder, "logs"), identityOf(scene).cell);
  await rm(logFile, { force: true });
  await mkdir(folder, { recursive: true });
  // A folder of its own: checkpoints of another play would be taken up.
  const workFolder = await mkdtemp(path.join(folder, "play-"));
  try {
    const { fields } = task.file.frozen;
    const { limits } = tierOf(task, tier);
    const place = { task: task.name, tier, fields, limits, logFile };
    const selector = wrapped(strategySelector({ ...place, ...setupsIn(cache), entry, isolation, signal }));
    const artifacts = openArtifacts(path.join(cache, "artifacts"));
    const written = pools === undefined ? undefined : await openPools(pools);
    const chosen = written && { chosen: written.write };
    const progress = () => {};
    const result = await runCell(scene, { artifacts, device, selector, workFolder, progress, ...chosen });
    await written?.finish();
    const rounds = Object.values(result.rounds).flat();
    const selectSeconds = rounds.reduce((sum, { select }) => sum + select, 0);
    const { repeatable, explanation } = result;
    return { repeatable, selectSeconds, logFile, ...(explanation === undefined ? {} : { explanation }) };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Where setups are kept, for recorded cells too. */
export function setupsIn(cache: string): { readonly setups: string } {
  return { setups: path.join(cache, "setups") };
}
