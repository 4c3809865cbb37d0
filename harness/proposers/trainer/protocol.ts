import { z } from "zod";

/** Version of what is spoken with a trainer. */
export const PROTOCOL = 2;

/** What the rate does after the warm-up. */
export const schedules = ["constant", "cosine"] as const;

const count = z.int().nonnegative();
const positive = z.int().positive();

/** How a trainer trains; it may refuse what it cannot do, and never leaves anything out in silence. */
export const lessonRecipeSchema = z.strictObject({
  steps: positive,
  /** Examples a step, however many of them are computed at a time. */
  batch: positive,
  /** Of Adam, reached after `warmupSteps` from 0. */
  learningRate: z.number().positive(),
  warmupSteps: count,
  /** Then the rate stays, or is half a cosine that ends at 0 with the last step. */
  schedule: z.enum(schedules),
  /** Gradients are scaled down to this global norm. */
  clipNorm: z.number().positive(),
  /** Absent: all parameters are trained. */
  lora: z
    .strictObject({
      rank: positive,
      alpha: z.number().positive(),
      /** Names of projections, such as `q_proj`. */
      targets: z.array(z.string()).min(1),
    })
    .optional(),
  /** Symbols of prompt and text together; of longer ones the prompt loses its beginning. */
  longest: positive,
  /** Orders the examples and starts what is new. */
  seed: count,
});
export type LessonRecipe = z.infer<typeof lessonRecipeSchema>;

/** A pair to learn from; the loss is on the text and the end after it. */
export interface TextLesson {
  readonly prompt: string;
  readonly text: string;
  /** How often it is met relative to others; 1 when absent. */
  readonly weight?: number;
}

/** What a training left: a folder that the trainer can go on from. */
export interface TrainedState {
  readonly folder: string;
  /** SHA-256 of its files. */
  readonly sha256: string;
  readonly steps: number;
  /** Mean of the last steps. */
  readonly loss: number;
}

/** What a trainer is asked; paths are absolute, `state` is a folder of its own or null for the base. */
export type Request =
  | { readonly type: "open"; readonly protocol: number; readonly base: string }
  | {
      readonly type: "train";
      readonly from: string | null;
      readonly examples: string;
      readonly recipe: LessonRecipe;
      readonly to: string;
      /** A folder that outlives the program, for what it needs to go on where it was stopped. */
      readonly unfinished: string;
    }
  | {
      readonly type: "propose";
      readonly state: string | null;
      readonly prompts: string;
      readonly to: string;
      readonly search: "greedy" | "sample";
      readonly candidates: number;
      readonly temperature: number;
      readonly topP: number;
      readonly maxTokens: number;
      readonly seed: number;
    }
  | { readonly type: "score"; readonly state: string | null; readonly pairs: string; readonly to: string }
  | { readonly type: "save"; readonly state: string | null; readonly to: string }
  | { readonly type: "close" };

const spent = { promptTokens: count, tokens: count };

/** What it answers. */
export const replies = {
  opened: z.object({
    type: z.literal("opened"),
    protocol: z.literal(PROTOCOL),
    /** The program and its version: another one is another model. */
    name: z.string().min(1),
    /** SHA-256, or another name of the base's content; absent: its path. */
    base: z.string().optional(),
  }),
  trained: z.object({ type: z.literal("trained"), steps: count, loss: z.number() }),
  proposed: z.object({ type: z.literal("proposed"), ...spent }),
  scored: z.object({ type: z.literal("scored"), ...spent }),
  saved: z.object({ type: z.literal("saved") }),
} as const;
export type ReplyType = keyof typeof replies;
export type Reply<Type extends ReplyType> = z.infer<(typeof replies)[Type]>;

/** What it may say before an answer: how far it is, or that it cannot. */
export const remarkSchema = z.union([
  z.object({ type: z.literal("progress"), done: z.number(), of: z.number(), loss: z.number().optional() }),
  z.object({ type: z.literal("failed"), message: z.string() }),
]);

const logprob = z.number().max(1e-3);

/** Lines of the files that it writes. */
export const proposedLine = z.object({
  candidates: z.array(z.object({ text: z.string(), logprob, tokens: count, hasEnded: z.boolean() })),
});
export const scoredLine = z.object({ logprob, tokens: count });
