import assert from "node:assert/strict";
import { test } from "node:test";
import { beamMeasure } from "../../../tasks/eigenvalues/replication/beams.ts";
import { crossing, placeOf } from "../../../tasks/eigenvalues/replication/crossing.ts";
import { findings } from "../../../tasks/eigenvalues/replication/findings.ts";
import { replicate } from "../../../tasks/eigenvalues/replication/index.ts";
import { phaseStudent } from "../../../tasks/eigenvalues/replication/phase.ts";
import { paperSchema } from "../../../tasks/eigenvalues/replication/settings.ts";
import type { StockedGuess } from "../../../tasks/eigenvalues/replication/stock.ts";
import { verdictsOf } from "../../../tasks/eigenvalues/replication/verdicts.ts";
import { assertDrawable } from "../figures.ts";
import { replicationRunner, smallSetting, taskFile } from "./open.ts";

const setting = {
  setting: smallSetting({ tolerance: 0.5, tolerances: [0.5, 0.2, 0.01] }),
  seeds: 2,
  beams: { inputs: 40, widths: [1, 4] },
  noisy: { keep: 50, errors: [0.5, 1], larger: { keep: 100, steps: 150 } },
  unverified: [0.5, 1],
  margins: { timesGreedy: 2, accuracy: 0.02, timesGenerator: 1.5, pStar: 0.1 },
};
const run = replicationRunner("replication", setting, replicate);
const { result, steps } = await run();

test("a replication that is asked again gives the same numbers from what it kept", async () => {
  const again = await run();
  assert.deepEqual(again.result, result);
});

test("of one seed there is a mean without an interval, and figures say so", async () => {
  const { result: alone } = await run([1]);
  assert.match(alone.figures[0]!.caption, /One seed\./);
  assert.deepEqual(new Set(alone.findings.map(({ verdict }) => verdict)), new Set(["undetermined"]));
});

test("progress counts every measurement", () => {
  assert.deepEqual(
    steps,
    Array.from({ length: 2 * (2 + 2 + 3 * 2 + 2) }, (_, step) => step),
  );
});

test("figures can be drawn, every accuracy a share", () => {
  assertDrawable(result.figures);
  for (const { kind, accuracy } of result.figures.flatMap(({ rows }) => rows)) {
    assert.ok(kind === "measured" || kind === "level" || kind === "paper");
    assert.ok((accuracy as number) >= 0 && (accuracy as number) <= 1);
  }
});

test("more beams never hide the best one, and one beam leaves nothing to choose", () => {
  const rows = result.figures[0]!.rows.filter(({ kind }) => kind === "measured");
  for (const tolerance of ["50 %", "20 %", "1 %"]) {
    const at = (series: string, beams: number) =>
      rows.find(
        (row) => row["series"] === series && row["tolerance"] === tolerance && row["beams"] === beams,
      )!["accuracy"] as number;
    assert.equal(at("self-selected", 1), at("oracle-selected", 1));
    assert.ok(at("oracle-selected", 4) >= at("self-selected", 4));
  }
});

test("findings quote what was measured", () => {
  assert.equal(result.findings.length, 5);
  const [beams, likeliest, unverified, perfect, crossing] = result.findings.map(({ measured }) => measured);
  const interval = String.raw`\d+\.\d\s% \(−?\d+\.\d to \d+\.\d\)`;
  assert.match(
    beams!,
    new RegExp(`^Oracle-selected of 4: ${interval}; greedy: ${interval}.*a factor of \\d\\.\\d\\d`),
  );
  for (const text of [likeliest!, unverified!, perfect!]) assert.match(text, new RegExp(interval));
  assert.match(crossing!, /passes it at p⋆ = \d\.\d\d|always above|never above/);
});

/** Measurements, the same on two seeds, in which the generators stand at 0.3 and every curve goes from one accuracy to another. */
function madeMeasured(
  dropping: readonly [number, number],
  choosing: readonly [number, number],
  larger: readonly [number, number] = dropping,
) {
  const beams = Object.fromEntries(
    [1, 4].flatMap((width) => [
      [beamMeasure(width, "self-selected", 0.5), 0.3],
      [beamMeasure(width, "oracle-selected", 0.5), 0.9],
    ]),
  );
  const twice = <One>(one: One) => [one, one];
  const curve = ([low, high]: readonly [number, number]) =>
    new Map([
      [0.5, twice({ accuracy: low, pStar: 0.6 })],
      [1, twice({ accuracy: low, pStar: 0.5 })],
      [0, twice({ accuracy: high, pStar: 1 })],
    ]);
  return {
    generator: twice({ accuracy: 0.3 }),
    beams: new Map([1, 4].map((width) => [width, twice(beams)])),
    dropping: curve(dropping),
    choosing: curve(choosing),
    larger: { generator: twice({ accuracy: 0.3 }), dropping: curve(larger) },
    unverified: new Map([0.5, 1].map((multiple) => [multiple, twice({ accuracy: 0.2 })])),
  };
}

/** The two findings on a noisy verifier. */
function noisyFindings(measured: ReturnType<typeof madeMeasured>) {
  return findings(measured, { ...setting, noisy: { ...setting.noisy, errors: [0, 0.5, 1] } }).slice(3);
}

test("the verdict on a verifier is on dropping, which is what the paper does, at the budget of the board", () => {
  const verdicts = (measured: ReturnType<typeof madeMeasured>) =>
    noisyFindings(measured).map(({ verdict }) => verdict);
  assert.deepEqual(verdicts(madeMeasured([0.29, 0.6], [0.1, 0.2], [0.1, 0.31])), ["agrees", "agrees"]);
  assert.deepEqual(verdicts(madeMeasured([0.1, 0.31], [0.29, 0.6], [0.29, 0.6])), ["differs", "differs"]);
});

test("what a larger budget does is said beside it, against its own generator", () => {
  const [gain, place] = noisyFindings(madeMeasured([0.1, 0.31], [0.1, 0.31], [0.2, 0.6]));
  assert.match(
    gain!.measured,
    /With 150 steps and 100 guesses, generator: .* dropping: 60\.0\s% .*, a factor of 2\.00, and of 3\.00 over ψ = 1\./,
  );
  assert.match(place!.measured, /With 150 steps and 100 guesses, .* it passes it at p⋆ = 0\.75 \(0\.75\)\./);
  const [, above] = noisyFindings(madeMeasured([0.1, 0.2], [0.1, 0.31], [0.31, 0.6]));
  assert.match(
    above!.measured,
    /dropped, it is never above its generator \(p⋆: beyond 1\.00\)\..* it is always above its generator \(p⋆: below 0\.50\)\./,
  );
});

test("3 × 3 matrices with one greedy guess on one seed: nothing is chosen, nothing is determined, and it goes on where it was", async () => {
  const numbers = paperSchema.parse(taskFile.replications["3x3"]!.numbers);
  const { training } = numbers.setting;
  const small = smallSetting({
    matrices: numbers.setting.matrices,
    tolerance: 50,
    tolerances: [50, 0.5],
    candidates: 1,
    training: {
      ...training,
      steps: 60,
      warmupSteps: 10,
      stop: { ...training.stop!, heldOut: 0.2, every: 20 },
    },
  });
  const again = replicationRunner(
    "3x3",
    {
      ...numbers,
      setting: small,
      seeds: 1,
      beams: { inputs: 20, widths: [1, 2] },
      noisy: { keep: 40, errors: [0, 1] },
      unverified: [0.5],
    },
    replicate,
  );
  const { result: alone, steps: done } = await again();
  assert.deepEqual(done, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual((await again()).result, alone);
  assertDrawable(alone.figures);
  const rows = alone.figures.flatMap((figure) => figure.rows);
  assert.ok(rows.every(({ low, high }) => low === null && high === null));
  const curves = new Set(alone.figures[1]!.rows.map((row) => row["series"]));
  assert.deepEqual(curves, new Set(["drops wrong guesses", "generator"]));
  assert.match(alone.figures[1]!.caption, /One seed\./);
  for (const { verdict, measured } of alone.findings) {
    assert.equal(verdict, "undetermined");
    assert.doesNotMatch(measured, /Infinity|∞|NaN|hoosing|undefined/);
  }
});

const maps = {
  setting: smallSetting({ tolerance: 0.5, tolerances: [0.5] }),
  seeds: 2,
  phase: { guesses: 60, p: [0.3, 0.7], ratio: [0.25, 4] },
  budget: { keep: [20, 60], steps: [40] },
  margins: { wrong: 0.05 },
};
const runMaps = replicationRunner("maps", maps, replicate);

test("maps have a student for every place, against its own seed's generator, and go on where they were", async () => {
  const { result: mapped, steps: done } = await runMaps();
  assert.deepEqual(
    done,
    Array.from({ length: 2 * (1 + 4 + 2 * 2) }, (_, step) => step),
  );
  assert.deepEqual((await runMaps()).result, mapped);
  assertDrawable(mapped.figures);
  const [phase, ...budget] = mapped.figures.map(({ rows }) => rows.filter(({ kind }) => kind === "measured"));
  assert.deepEqual(
    phase!.map(({ p, ratio }) => [p, ratio]),
    [0.25, 4].flatMap((ratio) => [0.3, 0.7].map((p) => [p, ratio])),
  );
  assert.equal(budget.length, 2, "for all guesses, and for right ones");
  for (const rows of budget)
    assert.deepEqual(
      rows.map(({ keep }) => keep),
      [20, 60],
    );
  for (const { gain, low, high } of [...phase!, ...budget.flat()])
    assert.ok((low as number) <= (gain as number) && (gain as number) <= (high as number));
  const [parts, never] = mapped.findings;
  assert.match(
    parts!.measured,
    /^Of 4 places .* \d lie surely on their side, \d on the other, \d on neither/,
  );
  assert.match(never!.measured, /^Over 2 budgets gains are from [+−]\d/);
});

test("a phase's student learns from so many wrong guesses as p and the rates say", async () => {
  const wanted = { right: 32, wrong: 8 };
  const counts = await keptOf({ p: 0.2, ratio: 4 }, 40);
  assert.equal(counts.wrong, wanted.wrong, "wrong ones are all kept");
  assert.ok(counts.right > 0 && counts.right < wanted.right / 2, "right ones one in four");
});

/** What is kept of an endless row of guesses, every other one right. */
async function keptOf(place: { readonly p: number; readonly ratio: number }, guesses: number) {
  const counts = { right: 0, wrong: 0 };
  let number = 0;
  const stock = {
    async sift(judge: (guess: StockedGuess) => "keep" | "drop" | "end") {
      for (; ; number++) {
        const isRight = number % 2 === 0;
        const said = judge({ isRight, luck: ((number >> 1) % 8) / 8 });
        if (said === "end") return;
        if (said === "keep") counts[isRight ? "right" : "wrong"]++;
      }
    },
  };
  await phaseStudent({ student: async () => ({}), stock: stock as never }, place, guesses);
  return counts;
}

test("of the paper's own size there are eleven trainings, one of them the generator's, with the numbers of the tier", () => {
  const { setting, noisy, unverified, seeds } = paperSchema.parse(taskFile.replications["paper"]!.numbers);
  assert.equal(seeds * (1 + noisy.errors.length + unverified.length), 11);
  assert.deepEqual([setting.candidates, noisy.larger], [1, undefined]);
  assert.deepEqual(taskFile.tiers.paper!.frozen.setting, setting);
});

test("a curve crosses a level where a line between its points does", () => {
  const rising: readonly (readonly [number, number])[] = [
    [0, 0],
    [1, 1],
  ];
  assert.equal(crossing(rising, 0.25), 0.25);
  assert.equal(crossing([...rising, [2, 0], [3, 2]], 0.5), 2.25, "the last crossing counts");
  assert.equal(crossing(rising, 1), "never above");
  assert.equal(crossing(rising, -0.5), "always above");
});

test("a crossing's interval runs from where the curve is no longer surely below to where it surely is above", () => {
  const curve = (half: number) =>
    [-0.1, 0, 0.1].map((mean, x) => ({ x, mean, low: mean - half, high: mean + half }));
  const { at, low, high } = placeOf(curve(0.05));
  assert.equal(at, 1);
  assert.ok(Math.abs(low - 0.5) < 1e-12 && Math.abs(high - 1.5) < 1e-12, `${low} to ${high}`);
  assert.deepEqual(placeOf(curve(0)), { at: 1, low: 1, high: 1 });
  assert.deepEqual(placeOf(curve(0.2)), {
    at: 1,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
});

test("verdicts of the paper's statements follow the margins, and too wide an interval settles none", () => {
  const { margins } = paperSchema.parse(taskFile.replication);
  const sure = {
    oracle: { low: 0.1, high: 0.2 },
    likeliest: { low: -0.03, high: 0.019 },
    unverified: [{ low: -0.2, high: -0.1 }],
    perfect: { low: -0.2, high: -0.1 },
    crossing: { low: 0.56, high: 0.74 },
  };
  assert.deepEqual(verdictsOf(sure, margins), {
    oracle: "agrees",
    likeliest: "agrees",
    unverified: "agrees",
    perfect: "differs",
    crossing: "agrees",
  });
  const wide = { low: -1, high: 1 };
  const unsure = { oracle: wide, likeliest: wide, unverified: [wide], perfect: wide };
  const never = { low: 0.9, high: Number.POSITIVE_INFINITY };
  assert.deepEqual(Object.values(verdictsOf({ ...unsure, crossing: never }, margins)), [
    ...Array.from({ length: 4 }, () => "undetermined"),
    "differs",
  ]);
});
