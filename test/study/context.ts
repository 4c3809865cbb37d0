import {
  type GivenPoints,
  measurePoints,
  type ReplicationContext,
  type StudyContext,
} from "../../harness/study/index.ts";

/** What a replication is given for these seeds, as the command gives it. */
export function replicationContext<Setting>(
  context: Omit<StudyContext<Setting>, "device">,
  seeds: readonly number[],
  given: GivenPoints = new Map(),
): ReplicationContext<Setting> {
  const source = { ...context, given, seeds };
  return { ...source, device: "cpu", points: (points) => measurePoints(source, points) };
}
