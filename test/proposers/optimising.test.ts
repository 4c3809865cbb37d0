/** The Python trainer's steps beside the engine's: the same recipe gives the same parameters. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { execa } from "execa";
import { compileTraining, float32, openDevice, type Tensor, tf } from "../../harness/engine/index.ts";
import { learningRateAt } from "../../harness/engine/train/schedule.ts";
import { type FixedRecipe, scheduleOf } from "../../harness/models/index.ts";

const python = "/usr/bin/python3";
const withoutPython = existsSync(python) ? false : `there is no ${python}`;
const folder = join(import.meta.dirname, "..", "..", "harness", "proposers", "trainer", "python");
const start = [0.7, -1.2, 0.3, 2];
const goal = [-3, 5, 0.5, 3];

/** Fits a vector to another by squares, in torch; tells every step's rate and where it ended. */
const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
import torch
from optimising import adam, learning_rate, take_step
recipe, start, goal = json.load(sys.stdin)
weights = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
optimiser = adam([weights], recipe)
for step in range(1, recipe["steps"] + 1):
    ((weights - torch.tensor(goal, dtype=torch.float64)) ** 2).sum().backward()
    take_step(optimiser, [weights], recipe, step)
steps = range(1, recipe["steps"] + 1)
json.dump({"rates": [learning_rate(recipe, step) for step in steps], "end": weights.tolist()}, sys.stdout)
`;

async function byTorch(t: TestContext, recipe: object) {
  const input = JSON.stringify([recipe, start, goal]);
  const { exitCode, stdout, stderr } = await execa(python, ["-c", program, folder], { input, reject: false });
  if (stderr.includes("No module named 'torch'")) return t.skip(`${python} cannot import torch`);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as { rates: number[]; end: number[] };
}

function loss(weights: Readonly<Record<string, Tensor>>, batch: Readonly<Record<string, Tensor>>): Tensor {
  return tf.sum(tf.square(tf.sub(weights["weights"]!, batch["goal"]!)));
}

async function byEngine(recipe: FixedRecipe): Promise<number[]> {
  await using device = await openDevice("cpu", { threads: 1 });
  await using trainer = await compileTraining(device, {
    parameters: { weights: float32([start.length], start) },
    loss,
    batch: { goal: { shape: [goal.length], dtype: "float32" } },
    optimizer: { kind: "adam", schedule: scheduleOf(recipe) },
    clipNorm: recipe.clipNorm,
  });
  for (let step = 0; step < recipe.steps; step++) await trainer.step({ goal: float32([goal.length], goal) });
  return [...(await trainer.parameters())["weights"]!.data];
}

const common = { steps: 20, batch: 1, learningRate: 0.5 };
/** The gradient's norm is 14.6 at first and falls from step to step: only the first steps are clipped. */
const recipes: Readonly<Record<string, FixedRecipe>> = {
  "a cosine after a warm-up": { ...common, warmupSteps: 6, schedule: "cosine", clipNorm: 5 },
  "a constant rate, without a warm-up": { ...common, warmupSteps: 0, schedule: "constant", clipNorm: 3 },
  "a cosine from the first step": { ...common, warmupSteps: 1, schedule: "cosine", clipNorm: 8 },
};

for (const [name, recipe] of Object.entries(recipes))
  test(`twenty steps of ${name}: rates and parameters are the engine's`, {
    skip: withoutPython,
  }, async (t) => {
    const theirs = await byTorch(t, recipe);
    if (theirs === undefined) return;
    const schedule = scheduleOf(recipe);
    for (const [place, rate] of theirs.rates.entries())
      assert.ok(Math.abs(rate - learningRateAt(schedule, place + 1)) < 1e-15, `step ${place + 1}: ${rate}`);
    const ours = await byEngine(recipe);
    const unclipped = await byEngine({ ...recipe, clipNorm: 1000 });
    assert.ok(
      ours.some((value, place) => Math.abs(value - unclipped[place]!) > 0.01),
      "clipping makes a difference",
    );
    for (const [place, value] of ours.entries())
      assert.ok(Math.abs(value - theirs.end[place]!) < 2e-5, `${value} is not ${theirs.end[place]}`);
  });

test("a trainer says so where it does not know a schedule", { skip: withoutPython }, async () => {
  const recipe = { ...common, warmupSteps: 0, schedule: "triangle", clipNorm: 1 };
  const input = JSON.stringify([recipe, start, goal]);
  const { exitCode, stderr } = await execa(python, ["-c", program, folder], { input, reject: false });
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /this trainer knows no schedule "triangle"|No module named 'torch'/);
});
