import { type ArtifactKey, type ArtifactStore, keptValue, keptValueIfFree } from "../artifacts/index.ts";
import type { PointValue, SeedPoints, StudyContext, StudyPoint } from "./contract.ts";

/** Points of seeds that were measured before, by seed and name; they are not measured again. */
export type GivenPoints = ReadonlyMap<number, SeedPoints>;

/** Where points are kept, what is known of them, and who is told. */
export interface PointSource extends Pick<StudyContext<unknown>, "artifacts" | "progress"> {
  readonly given?: GivenPoints;
}

/**
 * Measures points in their order, but for those that are given or kept. What another process is measuring is left to it until nothing
 * else is left, so that several processes share a study. `onValue` hears of every point. Progress is told before each.
 */
export async function measurePoints<Value extends PointValue>(
  { artifacts, progress, given }: PointSource,
  points: readonly StudyPoint<Value>[],
  onValue: (point: StudyPoint<Value>, value: Value) => void = () => {},
): Promise<readonly Value[]> {
  const names = new Set(points.map(({ seed, what }) => `${seed} ${what}`));
  if (names.size < points.length) throw new RangeError("two points of a seed have one name");
  const values: (Value | undefined)[] = points.map(
    ({ seed, what }) => given?.get(seed)?.[what] as Value | undefined,
  );
  let done = values.filter((value) => value !== undefined).length;
  async function ask(get: GetValue<Value>): Promise<void> {
    for (const [place, { seed, what, key, measure }] of points.entries()) {
      if (values[place] !== undefined) continue;
      progress(done, points.length, `seed ${seed}: ${what}`);
      values[place] = await get(artifacts, { ...key, seed }, measure);
      if (values[place] !== undefined) done++;
    }
  }
  await ask(keptValueIfFree);
  await ask(keptValue);
  return points.map((point, place) => {
    const value = values[place]!;
    onValue(point, value);
    return value;
  });
}

type GetValue<Value extends PointValue> = (
  store: ArtifactStore,
  key: ArtifactKey,
  measure: () => Promise<Value>,
) => Promise<Value | undefined>;
