import { type ArtifactKey, type ArtifactStore, keptValue, keptValueIfFree } from "../artifacts/index.ts";
import type { PointSeries, PointValue, ReplicationContext, SeedPoints, StudyPoint } from "./contract.ts";

/** Points of seeds that were measured before, by seed and name; they are not measured again. */
export type GivenPoints = ReadonlyMap<number, SeedPoints>;

/** On which seeds points are measured, where they are kept, what is known of them, and who is told. */
export interface PointSource extends Pick<ReplicationContext<unknown>, "artifacts" | "progress" | "seeds"> {
  readonly given?: GivenPoints;
}

/**
 * Measures points seed by seed in their order, but for those that are given or kept. What another process is measuring is left to it
 * until nothing else is left, so that several processes share a study. `onValue` hears of every point. Progress is told before each.
 */
export async function measurePoints<Value extends PointValue>(
  { artifacts, progress, seeds, given }: PointSource,
  points: readonly StudyPoint<Value>[],
  onValue: (seed: number, what: string, value: Value) => void = () => {},
): Promise<PointSeries<Value>> {
  const series = new Map(points.map(({ what }) => [what, [] as Value[]]));
  if (series.size < points.length) throw new RangeError("two points of a study have one name");
  const all = seeds.flatMap((seed) => points.map((point) => ({ seed, ...point })));
  const values = all.map(({ seed, what }) => given?.get(seed)?.[what] as Value | undefined);
  let done = values.filter((value) => value !== undefined).length;
  async function ask(get: GetValue<Value>): Promise<void> {
    for (const [place, { seed, what, key, measure }] of all.entries()) {
      if (values[place] !== undefined) continue;
      progress(done, all.length, `seed ${seed}: ${what}`);
      values[place] = await get(artifacts, { ...key, seed }, () => measure(seed));
      if (values[place] !== undefined) done++;
    }
  }
  await ask(keptValueIfFree);
  await ask(keptValue);
  for (const [place, { seed, what }] of all.entries()) {
    const value = values[place]!;
    onValue(seed, what, value);
    series.get(what)!.push(value);
  }
  return series;
}

type GetValue<Value extends PointValue> = (
  store: ArtifactStore,
  key: ArtifactKey,
  measure: () => Promise<Value>,
) => Promise<Value | undefined>;
