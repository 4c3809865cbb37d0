import { z } from "zod";
import type { Schedule } from "../engine/index.ts";

const count = z.int().positive();

/** What every recipe has: Adam with a linear warm-up from 0. */
const common = {
  /** Pairs a step. */
  batch: count,
  /** So many equal parts of a step's pairs are computed one after the other and added up: the same step in less memory. 1 when absent. */
  parts: count.optional(),
  /**
   * Of a decoder-only model's layers only the states after every so many are kept for the gradients; what is between is computed again: the
   * same step in less memory and more time (Chen et al., 2016). All is kept when absent.
   */
  checkpointEvery: count.optional(),
  /** Peak of the schedule. */
  learningRate: z.number().positive(),
  /** Adam's decay of squared gradients; 0.999 when absent. */
  beta2: z.number().min(0).lt(1).optional(),
  warmupSteps: z.int().nonnegative(),
  /** Gradients are scaled down to this global norm. */
  clipNorm: z.number().positive(),
  /** Decay of an exponential moving average of the parameters, which then is the model; absent: the last parameters are. */
  averaging: z.number().min(0).lt(1).optional(),
};

/** A training of so many steps, whatever there is to learn from. */
export const fixedRecipeSchema = z.strictObject({
  steps: count,
  /** Half a cosine from the peak to 0, or the peak to the end; `cosine` when absent. */
  schedule: z.enum(["cosine", "constant"]).optional(),
  ...common,
});
export type FixedRecipe = z.infer<typeof fixedRecipeSchema>;

/** A training as long as there is something to learn from, at a constant rate: a cosine would have to know its end. */
export const passesRecipeSchema = z.strictObject({
  /** Passes over the examples. */
  epochs: z.number().positive(),
  /** However many examples there are. */
  mostSteps: count,
  ...common,
});
export type PassesRecipe = z.infer<typeof passesRecipeSchema>;

/** When a training that is watched ends. */
export const stopSchema = z.strictObject({
  /** Share of the examples that it never learns from, so that they tell how it does on others. */
  heldOut: z.number().positive().lt(1),
  /** Their loss is measured after every so many steps. */
  every: count,
  /** It ends when so many measurements in a row were no better than the best. */
  patience: count,
});
export type Stop = z.infer<typeof stopSchema>;

/**
 * A training until what it does not learn from gets no better, and of the parameters that were measured the best. At a constant rate,
 * so that it makes no difference how many steps it might have taken.
 */
export const stoppedRecipeSchema = z.strictObject({ mostSteps: count, stop: stopSchema, ...common });
export type StoppedRecipe = z.infer<typeof stoppedRecipeSchema>;

/** How a model is trained. */
export type Recipe = FixedRecipe | PassesRecipe | StoppedRecipe;

/** Steps of a training on so many examples, the most that it takes; at least one. */
export function stepsOf(recipe: Recipe, examples: number): number {
  if ("steps" in recipe) return recipe.steps;
  if ("stop" in recipe) return recipe.mostSteps;
  const { epochs, mostSteps, batch } = recipe;
  return Math.max(1, Math.min(mostSteps, Math.round((epochs * examples) / batch)));
}

/** The learning rates of a recipe. */
export function scheduleOf(recipe: Recipe): Schedule {
  const { learningRate: peak, warmupSteps } = recipe;
  if (!("steps" in recipe) || recipe.schedule === "constant") return { kind: "constant", peak, warmupSteps };
  return { kind: "cosine", peak, warmupSteps, totalSteps: recipe.steps };
}
