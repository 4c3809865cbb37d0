import { z } from "zod";
import { askable } from "../task/index.ts";
import { divisions } from "./division.ts";
import { submissionLimits } from "./limits.ts";
import { parseNeed } from "./need.ts";
import { address, argument, line, params, passage } from "./text.ts";

const {
  authors,
  variants,
  needs,
  commands,
  arguments: mostArguments,
  argumentLength,
} = submissionLimits.manifest;
const taskNames = z.array(z.string().min(1).max(100)).min(1).max(100);
const command = z.array(argument(argumentLength)).min(1).max(mostArguments);
const need = line(100).refine((text) => parseNeed(text) !== undefined, {
  message: "is no need",
  params: { rule: "need", expected: "such as numpy, numpy>=1.20 or python>=3.9,<4", mend: "Write it so." },
});
const asks = z.array(z.enum(askable)).max(askable.length);

/** `submission.yaml`, version 1. */
export const manifestSchema = z
  .strictObject({
    schema: z.literal(1).describe("Version of this format."),
    name: line(60)
      .regex(/[\p{L}\p{N}]/u, "has no letter and no digit")
      .describe("Shown on the board; no other submission may have it."),
    authors: z
      .array(
        z.strictObject({
          name: line(100),
          affiliation: line(200).optional(),
          url: address().optional(),
        }),
      )
      .min(1)
      .max(authors),
    description: passage(400).describe("One or two sentences: what is kept, and why."),
    paper: address().optional(),
    license: line(60).describe("SPDX identifier of the strategy's code."),
    division: z.enum(divisions).describe("The strongest feedback it asks for; a stronger query is refused."),
    tasks: z.union([z.literal("all"), taskNames]).describe("Names of the tasks it takes part in, or `all`."),
    asks: asks
      .default([])
      .describe(
        "What it cannot do without, verifiers or `several-candidates`; tasks that lack it are not its own.",
      ),
    needs: z
      .array(need)
      .max(needs)
      .default([])
      .describe("Python packages, `python` and `node`, with versions, that the machine must have."),
    setup: z
      .array(command)
      .max(commands)
      .default([])
      .describe("Commands that get the folder ready, run once, with network, before any round."),
    run: command.describe("Program and arguments, run inside the folder, inside the sandbox."),
    generation: z
      .boolean()
      .default(false)
      .describe("Whether it chooses decoding settings before generation."),
    params: params.default({}).describe("Sent to the strategy in `hello`."),
    variants: z
      .record(z.string().regex(/^[a-z0-9][a-z0-9.-]{0,39}$/), params)
      .refine((named) => Object.keys(named).length <= variants, `has more than ${variants} variants`)
      .default({})
      .describe("Named changes of `params`; each is an entry of its own, beside the unchanged one."),
    only: z
      .record(z.string(), taskNames)
      .default({})
      .describe(
        "Variants that take part in some of the submission's tasks only: names of those tasks, by variant.",
      ),
    asksMore: z
      .record(z.string(), asks)
      .default({})
      .describe("What variants cannot do without, beside `asks`, by variant."),
    decoding: z
      .record(z.string(), z.record(z.string(), z.union([z.number(), line(40)])))
      .default({})
      .describe(
        "Decoding settings that variants are played with, by variant; tasks that lack one are not their own.",
      ),
  })
  .refine(({ only, variants }) => Object.keys(only).every((name) => Object.hasOwn(variants, name)), {
    path: ["only"],
    message: "names a variant that `variants` does not have",
  })
  .refine(({ asksMore, variants }) => Object.keys(asksMore).every((name) => Object.hasOwn(variants, name)), {
    path: ["asksMore"],
    message: "names a variant that `variants` does not have",
  })
  .refine(({ decoding, variants }) => Object.keys(decoding).every((name) => Object.hasOwn(variants, name)), {
    path: ["decoding"],
    message: "names a variant that `variants` does not have",
  })
  .refine(({ decoding, generation }) => !generation || Object.keys(decoding).length === 0, {
    path: ["decoding"],
    message: "is for submissions that do not choose by themselves; this one has `generation: true`",
  });
export type Manifest = z.infer<typeof manifestSchema>;
