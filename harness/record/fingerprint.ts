import { createHash } from "node:crypto";
import { canonicalJson } from "../artifacts/index.ts";
import { type Repeatable, type ResultRecord, repeatableSchema } from "./schema.ts";

/** What must repeat (same cell, same device kind, same fingerprint), and the whole record but for this hash. */
export type RecordHashes = Pick<ResultRecord, "fingerprint" | "checksum">;

const repeating = new Set(Object.keys(repeatableSchema.shape));
const repeatingOfTask = Object.keys(repeatableSchema.shape.task.shape) as (keyof Repeatable["task"])[];

/**
 * Both hashes of a record, SHA-256 of canonical JSON; those it has are not looked at, but that the checksum covers the fingerprint it says. The parts of
 * a record are written once for both: of thousands of records that is most of the work.
 */
export function hashesOf(record: ResultRecord): RecordHashes {
  const parts = Object.entries(record)
    .filter(([name, value]) => name !== "checksum" && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, json: Buffer.from(`"${name}":${canonicalJson(value)}`) }));
  const task = { name: "task", json: Buffer.from(`"task":${canonicalJson(repeatingTask(record))}`) };
  const repeated = parts.filter(({ name }) => repeating.has(name));
  return {
    fingerprint: hashOf(repeated.map((part) => (part.name === "task" ? task : part))),
    checksum: hashOf(parts),
  };
}

function repeatingTask({ task }: ResultRecord): object {
  return Object.fromEntries(repeatingOfTask.map((name) => [name, task[name]]));
}

function hashOf(parts: readonly { readonly json: Uint8Array }[]): string {
  const hash = createHash("sha256").update("{");
  for (const [at, { json }] of parts.entries()) (at === 0 ? hash : hash.update(",")).update(json);
  return hash.update("}").digest("hex");
}

/** A record with both its hashes; those it has are not looked at. */
export function withHashes(
  record: Omit<ResultRecord, keyof RecordHashes> & Partial<RecordHashes>,
): ResultRecord {
  const { fingerprint } = hashesOf({ ...record, fingerprint: "", checksum: "" });
  const printed = { ...record, fingerprint, checksum: "" };
  return { ...printed, checksum: hashesOf(printed).checksum };
}
