import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { randomStream } from "../../../harness/random/index.ts";
import {
  drawMatrices,
  rowsOf,
  spectra,
  symmetricEigenvalues,
} from "../../../tasks/eigenvalues/matrices/index.ts";

/** Entries as the task draws them: three digits. */
const entry = fc.integer({ min: -1000, max: 1000 }).map((cents) => cents / 100);

function closeTo(received: readonly number[], wanted: readonly number[], scale: number): void {
  received.forEach((value, place) => void assert.ok(Math.abs(value - wanted[place]!) <= 1e-9 * scale));
}

test("2 × 2: half the trace plus and minus the root of the discriminant", () => {
  fc.assert(
    fc.property(entry, entry, entry, (a, b, c) => {
      const middle = (a + c) / 2;
      const half = Math.hypot((a - c) / 2, b);
      closeTo(symmetricEigenvalues({ size: 2, entries: [a, b, c] }), [middle + half, middle - half], 20);
    }),
  );
});

test("3 × 3: the trigonometric closed form", () => {
  fc.assert(
    fc.property(fc.tuple(entry, entry, entry, entry, entry, entry), (triangle) => {
      closeTo(symmetricEigenvalues({ size: 3, entries: triangle }), closedForm3(triangle), 1000);
    }),
  );
});

/** Smith (1961): eigenvalues of a symmetric 3 × 3 matrix by an angle. */
function closedForm3([a, b, c, d, e, f]: readonly number[]): number[] {
  const mean = (a! + c! + f!) / 3;
  const [x, y, z] = [a! - mean, c! - mean, f! - mean];
  const spread = Math.sqrt((x * x + y * y + z * z + 2 * (b! * b! + d! * d! + e! * e!)) / 6);
  if (spread < 1e-9) return [mean, mean, mean];
  const determinant = x * (y * z - e! * e!) - b! * (b! * z - e! * d!) + d! * (b! * e! - y * d!);
  const angle = Math.acos(Math.max(-1, Math.min(1, determinant / (2 * spread ** 3)))) / 3;
  const largest = mean + 2 * spread * Math.cos(angle);
  const smallest = mean + 2 * spread * Math.cos(angle + (2 * Math.PI) / 3);
  return [largest, 3 * mean - largest - smallest, smallest];
}

test("every law gives symmetric matrices whose spectrum has their trace and Frobenius norm, descending", () => {
  for (const spectrum of spectra) {
    const matrices = drawMatrices(randomStream("laws", spectrum), { size: 4, range: 10, spectrum }, 40);
    for (const matrix of matrices) {
      const rows = rowsOf(matrix);
      const values = matrix.eigenvalues;
      rows.forEach((row, i) => void row.forEach((value, j) => void assert.equal(value, rows[j]![i])));
      assert.deepEqual(
        values,
        [...values].sort((a, b) => b - a),
      );
      const trace = rows.reduce((sum, row, i) => sum + row[i]!, 0);
      const squares = rows.flat().reduce((sum, value) => sum + value * value, 0);
      assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) - trace) < 1e-9);
      assert.ok(Math.abs(values.reduce((sum, value) => sum + value * value, 0) / squares - 1) < 1e-9);
    }
  }
});

test("all laws have eigenvalues of the same variance, n·range²/3", () => {
  const [size, range, count] = [4, 10, 4000];
  for (const spectrum of spectra) {
    const matrices = drawMatrices(randomStream("variance", spectrum), { size, range, spectrum }, count);
    const eigenvalues = matrices.flatMap((matrix) => matrix.eigenvalues);
    const square = eigenvalues.reduce((sum, value) => sum + value * value, 0) / eigenvalues.length;
    const wanted = (size * range ** 2) / 3;
    // The kurtosis of Laplace, 6, gives the mean square a standard error of 1.8 %.
    assert.ok(Math.abs(square / wanted - 1) < 0.09, `${spectrum}: ${square} for ${wanted}`);
  }
});

test("a stream draws the same matrices again", () => {
  const draw = () => drawMatrices(randomStream("again"), { size: 3, range: 10, spectrum: "laplace" }, 5);
  assert.deepEqual(draw(), draw());
});
