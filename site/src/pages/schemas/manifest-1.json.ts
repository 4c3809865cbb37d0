import { z } from "zod";
import { manifestSchema } from "../../../../harness/submission/index.ts";

/** JSON Schema (draft 2020-12) of `submission.yaml`, version 1. */
export function GET(): Response {
  const schema = z.toJSONSchema(manifestSchema, { io: "input" });
  return Response.json({ title: "Collapse Bench manifest, version 1", ...schema });
}
