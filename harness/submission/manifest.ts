import { z } from "zod";

/** Strongest feedback an entry asks for, weakest first (DESIGN §2). */
export const divisions = ["none", "self", "heuristic", "weak", "strong", "human", "oracle"] as const;
export type Division = (typeof divisions)[number];

/**
 * What a control is for: `floor` and `ceiling` set the scale's 0 and 1 (the ceiling is offered the truth as the
 * only candidate), `everything` may keep the whole pool, `reference` only marks an entry as ours.
 */
export const controls = ["floor", "ceiling", "everything", "reference"] as const;
export type Control = (typeof controls)[number];

const params = z.record(z.string(), z.json());

/** `submission.yaml`, version 1 (DESIGN §5). */
export const manifestSchema = z
  .strictObject({
    schema: z.literal(1).describe("Version of this format."),
    name: z.string().min(1).max(60).describe("Shown on the board."),
    authors: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          affiliation: z.string().optional(),
          url: z.url({ protocol: /^https?$/ }).optional(),
        }),
      )
      .min(1),
    description: z.string().min(1).max(400).describe("One or two sentences: what is kept, and why."),
    paper: z.url({ protocol: /^https?$/ }).optional(),
    license: z.string().min(1).describe("SPDX identifier of the strategy's code."),
    division: z.enum(divisions).describe("The strongest feedback it asks for; a stronger query is refused."),
    control: z.enum(controls).optional().describe("For the benchmark's own controls only."),
    tasks: z
      .union([z.literal("all"), z.array(z.string()).min(1)])
      .describe("Names of the tasks it takes part in, or `all`."),
    run: z
      .array(z.string().min(1))
      .min(1)
      .describe("Program and arguments, run inside the folder, inside the sandbox."),
    generation: z
      .boolean()
      .default(false)
      .describe("Whether it chooses decoding settings before generation."),
    params: params.default({}).describe("Sent to the strategy in `hello`."),
    variants: z
      .record(z.string().regex(/^[a-z0-9][a-z0-9.-]*$/), params)
      .default({})
      .describe("Named changes of `params`; each is an entry of its own, beside the unchanged one."),
    only: z
      .record(z.string(), z.array(z.string()).min(1))
      .default({})
      .describe(
        "Variants that take part in some of the submission's tasks only: names of those tasks, by variant.",
      ),
  })
  .refine(({ only, variants }) => Object.keys(only).every((name) => Object.hasOwn(variants, name)), {
    path: ["only"],
    message: "names a variant that `variants` does not have",
  });
export type Manifest = z.infer<typeof manifestSchema>;
