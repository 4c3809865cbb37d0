import type { RecordOutline } from "../record/index.ts";
import type { Claimed, Standing } from "../submission/index.ts";

type Fate = Exclude<Standing["state"], "present">;

const fates: { readonly [State in Exclude<Fate, "renamed">]: string } = {
  withdrawn: "withdrawn; results stay as they were made",
  "variant-withdrawn": "the submission has no such variant any more; results stay as they were made",
  "task-withdrawn": "takes no part in this task any more; results stay as they were made",
  unusable: "its folder cannot be used at present",
};

/** What became of entries that have results of a task and no place on it, one sentence for each fate. */
export function standingNotes(
  records: ReadonlyMap<string, readonly RecordOutline[]>,
  standingOf: (result: Claimed) => Standing,
): readonly string[] {
  const told = [...records].flatMap(([id, [record]]) => {
    const standing = standingOf(record!);
    if (standing.state === "present") return [];
    const fate = standing.state === "renamed" ? `is called ${standing.entry.id} now` : fates[standing.state];
    return [{ id, fate }];
  });
  const byFate = Map.groupBy(told, ({ fate }) => fate);
  return [...byFate].map(([fate, ids]) => `${ids.map(({ id }) => id).join(", ")}: ${fate}.`);
}
