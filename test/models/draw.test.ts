import assert from "node:assert/strict";
import { test } from "node:test";
import { float32, int32, openDevice } from "../../harness/engine/index.ts";
import { draw } from "../../harness/models/draw.ts";
import { randomStream } from "../../harness/random/index.ts";
import { compute } from "./compute.ts";

const device = await openDevice("cpu");
const ROWS = 5;
const DRAWS = 400;
const HIGHEST_UNIFORM = 1 - 2 ** -23;

for (const count of [1, 7, 64, 65, 100, 1016]) {
  test(`a draw among ${count} inverts the distribution function and never takes a place without mass`, async () => {
    const random = randomStream("draw", count);
    const shares = Array.from({ length: ROWS }, () => sharesOf(random, count));
    const rows = Array.from({ length: DRAWS }, () => random.integer(ROWS));
    const uniforms = Array.from({ length: DRAWS }, (_, place) => uniformOf(random, place));
    const { places } = await compute(
      device,
      {
        shares: float32([ROWS, count], shares.flat()),
        rows: int32([DRAWS], rows),
        uniforms: float32([DRAWS], uniforms),
      },
      (inputs) => ({ places: draw(inputs["shares"]!, inputs["rows"]!, inputs["uniforms"]!) }),
    );
    for (const [at, place] of [...places!].entries()) {
      const row = shares[rows[at]!]!;
      const total = sumOf(row, count);
      const wanted = uniforms[at]! * total;
      const slack = 1e-6 * total;
      assert.ok(row[place]! > 0, `draw ${at}: place ${place} has no mass`);
      assert.ok(sumOf(row, place) <= wanted + slack, `draw ${at}: place ${place} is too far`);
      assert.ok(sumOf(row, place + 1) >= wanted - slack, `draw ${at}: place ${place} is too near`);
    }
  });
}

type Random = ReturnType<typeof randomStream>;

/** Shares of very different sizes, a third of them 0, often the first and the last. */
function sharesOf(random: Random, count: number): number[] {
  const shares = Array.from({ length: count }, () => (random.uniform() < 1 / 3 ? 0 : random.uniform() ** 8));
  shares[random.integer(count)] = 0.5;
  return [...Float32Array.from(shares)];
}

function uniformOf(random: Random, place: number): number {
  if (place === 0) return 0;
  return place === 1 ? HIGHEST_UNIFORM : Math.floor(random.uniform() * 2 ** 23) / 2 ** 23;
}

function sumOf(values: readonly number[], end: number): number {
  return values.slice(0, end).reduce((sum, value) => sum + value, 0);
}
