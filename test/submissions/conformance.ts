/**
 * What every submission must keep, whatever it selects: run on each discovered one at the cheapest task that it takes part
 * in, and on one of one's own by calling `submissionConformance` from a test file.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { type Examined, examine, rehearse } from "../../harness/intake/index.ts";
import type { RoundRecord } from "../../harness/record/index.ts";
import { findIsolation } from "../../harness/strategy/index.ts";
import {
  type Entry,
  entriesOf,
  entriesOn,
  isAbove,
  type Submission,
} from "../../harness/submission/index.ts";
import { offerOf, type Task, tierOf, type VerifierName } from "../../harness/task/index.ts";
import { withoutPython } from "../strategy/stage.ts";

const tier = "smoke";
const seed = 0;
const { kind: isolation } = await findIsolation();
const cache = mkdtempSync(path.join(tmpdir(), "collapse-bench-submissions-"));
after(() => rmSync(cache, { recursive: true, force: true }));

/** Declares the tests of one submission: one for each of its entries. */
export function submissionConformance(submission: Submission, tasks: readonly Task[]): void {
  const skip = submission.manifest.run[0] === "python3" && withoutPython;
  for (const entry of entriesOf(submission))
    test(`${entry.id} starts, obeys the protocol, stays in its budgets and division, and repeats`, {
      skip,
    }, async () => {
      const task = cheapestFor(entry, tasks);
      assert.ok(task, `no task offers what ${entry.id} asks for`);
      const played = await playTwice(entry, task);
      const { outcome, regimes } = played.played.repeatable;
      assert.deepEqual(outcome, { status: "ok" }, played.played.explanation);
      assert.equal(played.difference, undefined);
      const rounds = Object.values(regimes).flat();
      assert.ok(rounds.length > 0);
      for (const round of rounds) assertWithin(entry, task, round);
    });
}

/** Declares that a submission answers the golden messages of each of its tasks as it must. */
export function answersGoldenMessages(submission: Submission, tasks: readonly Task[]): void {
  const skip = submission.manifest.run[0] === "python3" && withoutPython;
  test(`${submission.slug} answers the golden messages of its tasks`, { skip }, async () => {
    const { signal } = new AbortController();
    const request = { submission, tasks, tier, cache, device: "cpu", isolation, signal } as const;
    for await (const { task, entry, failure } of rehearse(request))
      assert.equal(failure, undefined, `${task.name}, ${entry.id}`);
  });
}

function cheapestFor({ id, submission }: Entry, tasks: readonly Task[]): Task | undefined {
  const [cheapest] = tasks
    .filter((task) => entriesOn(offerOf(task, tier), submission).some((one) => one.id === id))
    .toSorted((a, b) => secondsOf(a) - secondsOf(b));
  return cheapest;
}

function secondsOf(task: Task): number {
  return tierOf(task, tier).shown.cost.cellSeconds;
}

/** As `check` does it; of the submission this one entry. */
async function playTwice(entry: Entry, task: Task): Promise<Examined> {
  const { signal } = new AbortController();
  const request = { tasks: [task], submissions: [], tier, seeds: [seed], cache, device: "cpu" } as const;
  const examined = examine({ ...request, submission: alone(entry), isolation, signal }, () => {});
  const all = await Array.fromAsync(examined);
  const [only, ...others] = all.filter(
    ({ scene }) => entry.decoding === undefined || scene.entry.id === entry.id,
  );
  assert.ok(only !== undefined && others.length === 0);
  return only;
}

/** The submission as if an entry of it were all there is, with the unchanged one where decoding settings belong to a variant; its hash stays. */
function alone({ submission, params, variant, decoding }: Entry): Submission {
  const { manifest } = submission;
  const none = { variants: {}, only: {}, asksMore: {}, decoding: {} };
  if (variant === null || decoding === undefined)
    return { ...submission, manifest: { ...manifest, ...none, params } };
  const own = { variants: { [variant]: manifest.variants[variant]! }, decoding: { [variant]: decoding } };
  return { ...submission, manifest: { ...manifest, ...none, ...own } };
}

function assertWithin(entry: Entry, task: Task, round: RoundRecord): void {
  const { keep, feedback } = tierOf(task, tier).frozen.budget;
  const { manifest, control } = entry.submission;
  assert.ok(round.selected.candidates > 0);
  if (control !== "everything") assert.ok(round.selected.candidates <= keep);
  for (const [name, spent] of Object.entries(round.feedback) as [VerifierName, number][]) {
    assert.ok(spent <= (feedback[name] ?? 0), `${name}: ${spent}`);
    assert.ok(!isAbove(name, manifest.division), `${name} is above ${manifest.division}`);
  }
  assert.equal(round.decoding !== undefined, manifest.generation || entry.decoding !== undefined);
}
