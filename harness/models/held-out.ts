import { type NamedArray, vectorArray } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { TransformerConfig } from "./config.ts";
import type { Examples } from "./examples.ts";
import type { Parameters } from "./parameters.ts";
import type { StoppedRecipe } from "./recipe.ts";
import { pickRows } from "./rows.ts";
import type { Scorer } from "./scorer.ts";

/** The parameters that did best on held-out examples. */
export interface Best {
  /** After so many steps. */
  readonly step: number;
  /** On the held-out examples, in nats a symbol. */
  readonly loss: number;
  readonly parameters: Parameters;
}

/** A training seen from what it does not learn from. */
export interface Watch {
  /** Whether it has got no better for as long as the recipe's patience. */
  isOver(): boolean;
  /** Whether a measurement is due after so many steps. */
  isDue(step: number): boolean;
  measure(step: number, parameters: Parameters): Promise<void>;
  /** Throws before the first measurement. */
  best(): Best;
  /** The watch as arrays that stand in the training's state. */
  save(): Readonly<Record<string, NamedArray>>;
  load(arrays: Readonly<Record<string, NamedArray>>): void;
}

/** Sets a share of the examples aside, at least one, by chance. Throws `held-out-empty` for fewer than two. */
export function holdOut(examples: Examples, share: number, random: RandomStream) {
  const { count } = examples;
  if (count < 2) throw tooFew(count);
  const rows = random.sample(count, count);
  const apart = Math.min(count - 1, Math.max(1, Math.round(share * count)));
  return {
    heldOut: pickExamples(examples, rows.subarray(0, apart)),
    learnt: pickExamples(examples, rows.subarray(apart)),
  };
}

function pickExamples({ count, sources, targets, weights }: Examples, rows: Uint32Array): Examples {
  return {
    count: rows.length,
    sources: pickRows(sources, sources.length / count, rows),
    targets: pickRows(targets, targets.length / count, rows),
    ...(weights && { weights: Float64Array.from(rows, (row) => weights[row]!) }),
  };
}

function tooFew(count: number): BenchError {
  return new BenchError("a training that holds examples out has none left to learn from", {
    code: "held-out-empty",
    blame: "task",
    expected: "at least 2 examples",
    received: `${count}`,
    mend: "Train on more examples, or leave `stop` out of the recipe.",
  });
}

const prefix = "heldOut/";

/** Watches a training by the loss of held-out examples. */
export function watchOf(
  config: TransformerConfig,
  { mostSteps, stop }: StoppedRecipe,
  heldOut: Examples,
  score: Scorer["score"],
): Watch {
  const losses: number[] = [];
  let best: Best | undefined;

  return {
    isOver: () => best !== undefined && losses.length - Math.ceil(best.step / stop.every) >= stop.patience,
    isDue: (step) => step % stop.every === 0 || step === mostSteps,
    async measure(step, parameters) {
      const scores = await score(parameters, heldOut.sources, heldOut.targets);
      const loss = lossOf(config, heldOut, scores);
      losses.push(loss);
      if (best === undefined || loss < best.loss) best = { step, loss, parameters };
    },
    best() {
      if (best === undefined) throw new RangeError("nothing was measured");
      return best;
    },
    save() {
      const named = Object.entries(best?.parameters ?? {}).map(([name, tensor]) => [prefix + name, tensor]);
      return {
        [`${prefix}losses`]: vectorArray(Float64Array.from(losses)),
        [`${prefix}best`]: vectorArray(Float64Array.from(best === undefined ? [] : [best.step, best.loss])),
        ...Object.fromEntries(named),
      };
    },
    load(arrays) {
      const own = (name: string) => arrays[prefix + name]!.data;
      losses.push(...own("losses"));
      const [step, loss] = own("best");
      if (step === undefined || loss === undefined) return;
      const parameters = Object.entries(arrays)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const)
        .filter(([name]) => name !== "losses" && name !== "best");
      best = { step, loss, parameters: Object.fromEntries(parameters) as Parameters };
    },
  };
}

/** Nats a symbol, padding apart, each example by its weight. */
function lossOf(
  { symbols, targetLength }: TransformerConfig,
  { targets, weights }: Examples,
  scores: Float64Array,
) {
  let nats = 0;
  let written = 0;
  for (const [row, score] of scores.entries()) {
    const target = targets.subarray(row * targetLength, (row + 1) * targetLength);
    const weight = weights?.[row] ?? 1;
    nats -= weight * score;
    written += weight * target.filter((symbol) => symbol !== symbols.pad).length;
  }
  return nats / written;
}
