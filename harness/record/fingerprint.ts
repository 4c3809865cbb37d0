import { canonicalHash } from "../artifacts/index.ts";
import { type Repeatable, type ResultRecord, repeatableSchema } from "./schema.ts";

const repeating = repeatableSchema.strip();

/** SHA-256 of the canonical JSON of what must repeat: same cell, same device kind, same fingerprint. */
export function fingerprintOf(record: Repeatable | ResultRecord): string {
  return canonicalHash(repeating.parse(record));
}

/** SHA-256 of the canonical JSON of a whole record but for this hash. */
export function checksumOf({ checksum, ...rest }: ResultRecord): string {
  return canonicalHash(rest);
}

/** A record with both its hashes; those it has are not looked at. */
export function withHashes(
  record: Omit<ResultRecord, "fingerprint" | "checksum"> &
    Partial<Pick<ResultRecord, "fingerprint" | "checksum">>,
): ResultRecord {
  const whole = { ...record, fingerprint: "", checksum: "" };
  const printed = { ...whole, fingerprint: fingerprintOf(whole) };
  return { ...printed, checksum: checksumOf(printed) };
}
