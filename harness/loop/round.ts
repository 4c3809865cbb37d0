import { BenchError } from "../errors/index.ts";
import { seedOf } from "../random/index.ts";
import type { RoundRecord } from "../record/index.ts";
import { runRound } from "../strategy/index.ts";
import type { Decoding, Generator, Pool, RoundPosition, Selection, TrainingSource } from "../task/index.ts";
import type { CellState } from "./cell.ts";
import type { FinishedRound, RoundExecution } from "./checkpoint.ts";
import { keepRates } from "./rates.ts";
import { sharedPool } from "./shared.ts";

export interface RoundOutcome {
  readonly record: RoundRecord;
  readonly execution: RoundExecution;
  readonly student: Generator;
  readonly source: TrainingSource;
}

/** One round, or what a checkpoint kept of it. */
export async function playRound(
  state: CellState,
  position: RoundPosition,
  generator: Generator,
  earlier: readonly TrainingSource[],
): Promise<RoundOutcome> {
  const finished = await state.checkpoints.read(position);
  if (finished !== undefined) return resumeRound(state, position, generator, finished);
  const chosen = await choose(state, position, generator);
  const source = { pool: chosen.pool, selection: chosen.selection };
  state.context.progress(position, "train");
  const trainStart = performance.now();
  const {
    generator: student,
    steps,
    loss,
  } = await state.instance.train({
    ...position,
    sources: [...earlier, source],
  });
  const evaluateStart = performance.now();
  state.context.progress(position, "evaluate");
  const metrics = finite(state, position, await student.evaluate());
  const outputs = await student.samples?.();
  const end = performance.now();
  const record: RoundRecord = {
    round: position.round,
    pool: sizeOf(chosen.pool),
    ...(chosen.decoding === undefined ? {} : { decoding: { ...chosen.decoding } }),
    selected: amountOf(chosen.selection),
    feedback: chosen.feedback,
    ...keepRates(chosen.pool, chosen.selection),
    training: { steps, loss },
    metrics,
    ...(outputs === undefined ? {} : { samples: [...outputs] }),
  };
  const execution: RoundExecution = {
    round: position.round,
    generate: rounded(chosen.seconds.generate),
    select: rounded(chosen.seconds.select),
    train: rounded((evaluateStart - trainStart) / 1000),
    evaluate: rounded((end - evaluateStart) / 1000),
    strategyPeakMemoryMiB: Math.round(chosen.peakMemoryMiB),
  };
  await state.checkpoints.write(position, {
    record,
    execution,
    selection: chosen.selection,
    model: student.save(),
  });
  return { record, execution, student, source };
}

async function choose(state: CellState, position: RoundPosition, generator: Generator) {
  const { task, tier, entry, seed, numbers, instance, context } = state;
  context.progress(position, "select");
  return runRound({
    entry,
    hello: {
      task: task.name,
      tier,
      ...position,
      rounds: numbers.rounds,
      seed: seedOf(task.name, tier, seed, "strategy", position.regime, position.round),
      fields: task.file.fields,
    },
    budget: numbers.budget,
    limits: numbers.limits,
    choices: numbers.generation,
    propose: (decoding) => poolOf(state, position, generator, decoding),
    verify: instance.verifiers,
    noise: [task.name, tier, seed, "noisy verifier", position.regime, position.round],
    isolation: context.isolation,
    logFile: state.logFile,
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
}

/** The ceiling is offered the truth; everybody else what the generator proposes. */
function poolOf(
  state: CellState,
  position: RoundPosition,
  generator: Generator,
  decoding: Decoding,
): Promise<Pool> {
  if (state.entry.submission.manifest.control === "ceiling") return state.instance.truth(position);
  if (position.round === 1) return sharedPool(state, position, generator, decoding);
  return generator.propose(position, decoding);
}

/** Proposes the same pool again, because later rounds of `accumulate` train on it. */
async function resumeRound(
  state: CellState,
  position: RoundPosition,
  generator: Generator,
  finished: FinishedRound,
): Promise<RoundOutcome> {
  const { record, execution, selection, model } = finished;
  const pool = await poolOf(state, position, generator, record.decoding ?? defaultsOf(state));
  return { record, execution, student: await state.instance.restore(model), source: { pool, selection } };
}

function defaultsOf(state: CellState): Decoding {
  const choices = Object.entries(state.numbers.generation);
  return Object.fromEntries(choices.map(([name, choice]) => [name, choice.default]));
}

function sizeOf(pool: Pool): RoundRecord["pool"] {
  let candidates = 0;
  for (let item = 0; item < pool.items; item++) candidates += pool.candidatesOf(item);
  return { items: pool.items, candidates };
}

function amountOf(selection: Selection): RoundRecord["selected"] {
  const weight = selection.weights.reduce((sum, value) => sum + value, 0);
  return { candidates: selection.items.length, items: new Set(selection.items).size, weight };
}

/** NaN must never reach a record, where JSON would turn it into null. */
function finite(
  state: CellState,
  position: RoundPosition,
  metrics: Readonly<Record<string, number>>,
): Record<string, number> {
  for (const [name, value] of Object.entries(metrics)) {
    if (!Number.isFinite(value))
      throw new BenchError(`the metric "${name}" is ${value}`, {
        code: "metric-not-finite",
        blame: "task",
        where: `${state.task.name}, ${position.regime}, round ${position.round}`,
        mend: "Correct the task's evaluation so that every metric is a finite number.",
      });
  }
  return { ...metrics };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
