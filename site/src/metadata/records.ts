import { boardsOf, recordPath, type Site } from "../data/index.ts";

/** Every record that is published: where it lies, how it ended, its fingerprint and when it was made. */
export function recordIndex({ version, tiers }: Site): string {
  const records = tiers.flatMap((tier) =>
    boardsOf(tier).flatMap(({ records }) =>
      [...records.values()].flat().map((record) => ({
        path: recordPath(record),
        status: record.outcome.status,
        fingerprint: record.fingerprint,
        task: { version: record.task.version, hash: record.task.hash },
        startedAt: record.execution.startedAt,
      })),
    ),
  );
  return `${JSON.stringify({ version, schema: "schemas/record-4.json", records }, null, 1)}\n`;
}
