import assert from "node:assert/strict";
import test from "node:test";
import { agreementOf, tolerance } from "../../harness/intake/index.ts";
import type { Repeatable } from "../../harness/record/index.ts";
import { sampleRecord } from "../record/sample.ts";

/** A run of the sample's cell with one thing changed. */
function changed(change: (run: Repeatable) => void): Repeatable {
  const run = structuredClone(sampleRecord()) as Repeatable;
  change(run);
  return run;
}

const same = () => changed(() => {});

test("equal runs are identical, and a number within the tolerance is told with its share", () => {
  assert.deepEqual(agreementOf(same(), same()), { state: "identical" });
  const near = changed(({ regimes }) => {
    regimes.replace![0]!.training.loss += tolerance / 4;
  });
  const agreement = agreementOf(same(), near);
  assert.equal(agreement.state, "within tolerance");
  assert.ok("largest" in agreement && Math.abs(agreement.largest - tolerance / 4) < 1e-12);
});

test("large numbers are compared by their share", () => {
  const count = (candidates: number) =>
    changed(({ regimes }) => {
      regimes.replace![0]!.selected.candidates = candidates;
    });
  assert.equal(agreementOf(count(10_000), count(10_009)).state, "within tolerance");
  assert.equal(agreementOf(count(10_000), count(10_020)).state, "different");
});

test("another outcome, a missing round and a null for a number are different, whatever else agrees", () => {
  const others = [
    changed((run) => {
      run.outcome = { status: "failed", code: "no-done", message: "x", regime: "replace", round: 1 };
    }),
    changed((run) => {
      run.regimes.replace = [];
    }),
    changed(({ regimes }) => {
      regimes.replace![0]!.pStar = null;
    }),
  ];
  for (const other of others) {
    assert.equal(agreementOf(same(), other).state, "different");
    assert.equal(agreementOf(other, same()).state, "different");
  }
});

test("where the first run has fewer rounds than the second, the difference is found too", () => {
  const more = changed(({ regimes }) => {
    regimes.replace!.push({ ...regimes.replace![0]!, round: 2 });
  });
  const agreement = agreementOf(same(), more);
  assert.match("where" in agreement ? agreement.where : "", /regimes\.replace\.1 nothing, then \{/);
});
