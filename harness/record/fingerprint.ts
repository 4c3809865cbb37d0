import { canonicalHash } from "../artifacts/index.ts";
import { type Repeatable, type ResultRecord, repeatableSchema } from "./schema.ts";

const repeating = repeatableSchema.strip();

/** SHA-256 of the canonical JSON of what must repeat: same cell, same device kind, same fingerprint. */
export function fingerprintOf(record: Repeatable | ResultRecord): string {
  return canonicalHash(repeating.parse(record));
}
