/**
 * Threshold: the smallest task there is, for docs/guides/add-a-task.md.
 * In: `task.yaml`. Out: points on a line with their sides, proposers that slip, students that learn a threshold.
 * Everything is a function of the tier's numbers and the seed.
 */
import { z } from "zod";
import { type Bundle, vectorArray } from "../../../../harness/artifacts/index.ts";
import {
  defineTask,
  ownPool,
  type Pool,
  type PoolItem,
  realOf,
  type Student,
  type TaskContext,
  type TaskInstance,
  type Verify,
} from "../../../../harness/task/index.ts";

const count = z.int().positive();
/** `slip`: the chance that a proposer names the other side. */
const setting = z.strictObject({ real: count, pool: count, test: count, slip: z.number().gt(0).lt(0.5) });

const sideOf = (point: number, threshold: number) => (point > threshold ? 1 : 0);
const sidesOf = (points: Float64Array, threshold: number) => [...points].map((x) => sideOf(x, threshold));

class SidePool implements Pool {
  readonly points: Float64Array;
  readonly sides: readonly number[];
  readonly isCorrect: (item: number) => boolean;
  readonly #logprob: number;

  constructor(points: Float64Array, sides: readonly number[], truth: number, logprob: number) {
    this.points = points;
    this.sides = sides;
    this.isCorrect = (item) => sides[item] === sideOf(points[item]!, truth);
    this.#logprob = logprob;
  }

  get items(): number {
    return this.points.length;
  }

  candidatesOf(): number {
    return 1;
  }

  item(item: number): PoolItem {
    const candidate = { output: this.sides[item], logprob: this.#logprob, tokens: 1 };
    return { input: this.points[item], candidates: [candidate] };
  }

  save(): Bundle {
    return { arrays: { sides: vectorArray(Int32Array.from(this.sides)) }, metadata: {} };
  }
}

const oracle: Verify = async (pool, { items }) =>
  Float64Array.from(items, (item) => Number(ownPool(pool, SidePool).isCorrect(item)));

/** A point, its side and its weight. */
type Lesson = readonly [point: number, side: number, weight: number];

/** m₀ + m₁ − 1/2, with m the mean points of either side: the threshold itself, where points are even. */
function learn(lessons: readonly Lesson[]): number {
  const means = [0, 1].map((wanted) => {
    const own = lessons.filter(([, side]) => side === wanted);
    const mass = own.reduce((sum, [, , weight]) => sum + weight, 0);
    return mass === 0 ? wanted : own.reduce((sum, [point, , weight]) => sum + weight * point, 0) / mass;
  });
  return means[0]! + means[1]! - 0.5;
}

type Context = TaskContext<z.infer<typeof setting>>;

async function open({ setting: numbers, random }: Context): Promise<TaskInstance> {
  const truth = 0.3 + 0.4 * random.split("truth").uniform();
  const draw = (purpose: readonly (string | number)[], many: number) => {
    const stream = random.split(...purpose);
    return Float64Array.from({ length: many }, () => stream.uniform());
  };
  const pointsOf = (round: number) => draw(["points", round], numbers.pool);
  const test = draw(["test"], numbers.test);
  const real = [...draw(["real"], numbers.real)].map((x): Lesson => [x, sideOf(x, truth), 1]);
  const poolOf = (points: Float64Array, sides: Iterable<number>) =>
    new SidePool(points, [...sides], truth, Math.log(1 - numbers.slip));

  const studentOf = (threshold: number): Student => ({
    async propose({ round }) {
      const luck = random.split("slips", round);
      const points = pointsOf(round);
      const sides = sidesOf(points, threshold);
      return poolOf(
        points,
        sides.map((side) => (luck.uniform() < numbers.slip ? 1 - side : side)),
      );
    },
    async evaluate() {
      return { accuracy: test.filter((x) => sideOf(x, threshold) === sideOf(x, truth)).length / test.length };
    },
    save: () => ({ arrays: { threshold: vectorArray(Float64Array.of(threshold)) }, metadata: {} }),
  });

  return {
    realExamples: numbers.real,
    generator: async () => studentOf(learn(real)),
    restore: async ({ arrays }) => studentOf(Number(arrays["threshold"]!.data[0])),
    restorePool: async ({ arrays }, { round }) =>
      poolOf(pointsOf(round), Int32Array.from(arrays["sides"]!.data)),
    truth: async ({ round }) => poolOf(pointsOf(round), sidesOf(pointsOf(round), truth)),
    verifiers: { oracle },
    async train(request) {
      const kept = request.sources.flatMap(({ pool, selection: { items, weights } }) => {
        const { points, sides } = ownPool(pool, SidePool);
        return [...items].map((item, place): Lesson => [points[item]!, sides[item]!, weights[place]!]);
      });
      const among = [...realOf(request, real.length)].map((number) => real[number]!);
      return { student: studentOf(learn([...among, ...kept])), steps: 1, loss: 0 };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

export const task = defineTask({ setting, open });
