import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { fill, manifest } from "../submission/made.ts";
import { bench, folder } from "./made.ts";

const where = path.join(folder, "keeps-weak");
fill(where, {
  "strategy.mjs": `import { strategy } from "collapse-bench";
console.log("first \\u001b[31mwords");
strategy((pool) => {
  const asked = pool.items.slice(0, 40).map((item) => item.candidates[0]);
  const scores = pool.ask("weak", asked);
  return asked.filter((_, at) => scores[at] > Math.log(0.5)).slice(0, pool.params.most).map((one) => [one, 2]);
});`,
  "submission.yaml": manifest({
    name: "Keeps weak",
    division: "weak",
    run: ["node", "strategy.mjs"],
    params: { most: 500 },
    variants: { greedy: { most: 5000 }, none: { most: 0 } },
  }),
});

/** What a try printed as JSON, with what differs between two machines left out. */
async function tried(...options: readonly string[]) {
  const { stdout, stderr, exitCode } = await bench("try", where, "--json", ...options);
  assert.equal(exitCode, 0, stderr);
  assert.doesNotMatch(stderr, /making the pool/);
  const [{ tried: found }] = JSON.parse(stdout) as [{ tried: Found }];
  return found;
}

interface Found {
  readonly p: number;
  readonly phi: number;
  readonly psi: number;
  readonly pStar: number;
  readonly pool: { readonly candidates: number };
  readonly kept: { readonly candidates: number; readonly right: number };
  readonly feedback: object;
  readonly examples: Readonly<Record<"kept" | "left", readonly { readonly isCorrect: boolean }[]>>;
}

test("a try says what would be kept, what it cost and what the strategy logged, and records nothing", async () => {
  const { stdout, stderr, exitCode } = await bench("try", where, "--examples", "2");
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /^gaussian-mixture, tier smoke, seed 0: keeps-weak$/m);
  assert.match(stderr, /^ {2}\| first words$/m);
  assert.match(stdout, /^kept +\d+ of at most 500, from \d+ items$/m);
  assert.match(stdout, /^pool +2,000 candidates, 2,000 items$/m);
  assert.match(
    stdout,
    /^rates +p 0\.\d{3}, φ 0\.\d{3}, ψ 0\.\d{3}, p⋆ 0\.\d{3}: the pool's errors are below p⋆$/m,
  );
  assert.match(stdout, /^feedback +weak 40 of 2,000$/m);
  const [, kept, left] = stdout.split(/^(?:not )?kept, for example:$/m);
  assert.equal(kept!.match(/^ {2}(right|wrong): item \d+, candidate 0, .*, weight 2$/gm)?.length, 2);
  assert.equal(left!.match(/^ {2}(right|wrong): item \d+, candidate 0, .* tokens$/gm)?.length, 2);
});

test("its numbers agree with each other, and the pool is made once", async () => {
  const { p, phi, psi, pStar, pool, kept, feedback } = await tried();
  const wrong = Math.round(p * pool.candidates);
  assert.ok(Math.abs(phi * (pool.candidates - wrong) - kept.right) < 1e-6);
  assert.ok(Math.abs(psi * wrong - (kept.candidates - kept.right)) < 1e-6);
  assert.ok(Math.abs(pStar - 1 / (1 + psi / phi)) < 1e-9);
  assert.deepEqual(feedback, { weak: 40 });
});

test("a strategy that fails is told as its check tells it, and a variant that is not there is named", async () => {
  const failed = await bench("try", where, "--variant", "none");
  assert.equal(failed.exitCode, 3, failed.stderr);
  assert.match(failed.stdout, /^failed\. .*selected nothing.*Select at least one candidate.*0-try\.log\)/);
  const unknown = await bench("try", where, "--variant", "bold");
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.stderr, /keeps-weak has no variant "bold"; expected greedy, none/);
});
