import { type RandomPath, randomStream } from "../random/index.ts";
import type { RoundPosition, TrainingRequest, TrainingSource } from "../task/index.ts";

/**
 * What a student is trained on under a fixed budget: of the real examples and all selections so far, this round's last, as many as this
 * round's selection has, each with the same chance (Kazdan et al. 2024, arXiv 2410.16713). Weights stay.
 */
export function subsampled(
  position: RoundPosition,
  sources: readonly TrainingSource[],
  realExamples: number,
  streams: RandomPath,
): TrainingRequest {
  const sizes = [realExamples, ...sources.map(({ selection }) => selection.items.length)];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const random = randomStream(...streams, "subsample", position.round);
  const drawn = random.sample(total, sizes.at(-1)!).sort();
  let first = 0;
  const [real, ...places] = sizes.map((size) => {
    const own = drawn.filter((number) => number >= first && number < first + size);
    first += size;
    return own.map((number) => number - (first - size));
  });
  return { ...position, real: real!, sources: sources.map((source, at) => thinned(source, places[at]!)) };
}

function thinned({ pool, selection }: TrainingSource, places: Uint32Array): TrainingSource {
  return {
    pool,
    selection: {
      items: Uint32Array.from(places, (place) => selection.items[place]!),
      candidates: Uint32Array.from(places, (place) => selection.candidates[place]!),
      weights: Float64Array.from(places, (place) => selection.weights[place]!),
    },
  };
}
