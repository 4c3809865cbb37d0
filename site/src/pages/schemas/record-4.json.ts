import { z } from "zod";
import { recordSchema } from "../../../../harness/record/index.ts";

/** JSON Schema (draft 2020-12) of a result record, version 3. */
export function GET(): Response {
  return Response.json({ title: "Collapse Bench result record, version 3", ...z.toJSONSchema(recordSchema) });
}
