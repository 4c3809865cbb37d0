import { z } from "zod";
import type { Schedule } from "../engine/index.ts";

const count = z.int().positive();

/** What every recipe has: Adam with a linear warm-up from 0. */
const common = {
  /** Pairs a step. */
  batch: count,
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

/** How a model is trained. */
export type Recipe = FixedRecipe | PassesRecipe;

/** Steps of a training on so many examples; at least one. */
export function stepsOf(recipe: Recipe, examples: number): number {
  if ("steps" in recipe) return recipe.steps;
  const { epochs, mostSteps, batch } = recipe;
  return Math.max(1, Math.min(mostSteps, Math.round((epochs * examples) / batch)));
}

/** The learning rates of a recipe. */
export function scheduleOf(recipe: Recipe): Schedule {
  const { learningRate: peak, warmupSteps } = recipe;
  if (!("steps" in recipe) || recipe.schedule === "constant") return { kind: "constant", peak, warmupSteps };
  return { kind: "cosine", peak, warmupSteps, totalSteps: recipe.steps };
}
