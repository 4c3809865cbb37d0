import { z } from "zod";

const value = z.union([z.number(), z.string(), z.boolean(), z.null()]);

/** A chart as data: nothing in it is typed by hand, the site draws it. */
export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** A Vega-Lite specification without its data. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly rows: readonly Readonly<Record<string, z.infer<typeof value>>>[];
}

/** Schema of a stored figure. */
export const figureSchema: z.ZodType<Figure> = z.strictObject({
  name: z.string(),
  title: z.string(),
  caption: z.string(),
  spec: z.record(z.string(), z.unknown()),
  rows: z.array(z.record(z.string(), value)),
});
