import { z } from "zod";
import { checkJsonText } from "../config/index.ts";
import { recordError } from "./error.ts";
import { hashesOf } from "./fingerprint.ts";
import { type ResultRecord, recordSchema, recordVersion } from "./schema.ts";

/** Names what `checkedRecord` accepts: raised with every change of it, so that nothing is believed that an earlier check found. */
export const checkName = `record ${recordVersion}, check 1`;

/**
 * The same schema, compiled: four times as fast, and boards read thousands of records. A parameter may be any JSON, and a file has nothing else but
 * numbers beyond all bounds; zod compiles no schema that holds itself, as that of any JSON does.
 */
const readSchema: z.ZodType<ResultRecord> = z.compile(
  recordSchema.extend({
    strategy: recordSchema.shape.strategy.extend({
      params: z.record(z.string(), z.custom<z.core.util.JSONType>(isBounded)),
    }),
  }),
  { strict: true },
);

function isBounded(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isBounded);
}

/** A record of a file's text whose form and hashes are right. Throws `BenchError` naming file and field. What it says follows from the text alone. */
export function checkedRecord(text: string, file: string): ResultRecord {
  const record = checkJsonText(text, file, readSchema, { kind: "record", blame: "environment" });
  const { fingerprint, checksum } = hashesOf(record);
  if (fingerprint !== record.fingerprint)
    throw recordError("fingerprint", file, "the content does not match its fingerprint", fingerprint);
  if (checksum !== record.checksum)
    throw recordError("checksum", file, "how it was made does not match its checksum", checksum);
  return record;
}
