import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** SHA-256 in hex of a value's canonical JSON (RFC 8785). Throws for values JSON cannot hold, NaN among them. */
export function canonicalHash(value: unknown): string {
  return createHash("sha256")
    .update(canonicalize(value) as string)
    .digest("hex");
}
