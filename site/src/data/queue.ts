import { existsSync } from "node:fs";
import path from "node:path";
import { explain } from "../../../harness/errors/index.ts";
import { type Queue, queueStates, readQueue } from "../../../harness/pulls/index.ts";
import { rootFolder } from "./place.ts";

/** The queue as it was when it was given, with how many stand where. */
export interface ShownQueue extends Queue {
  readonly counts: readonly { readonly state: string; readonly count: number }[];
}

/** The queue of `queue.json` in the checkout; undefined where there is none. Throws, in one paragraph, for a malformed one. */
export function loadQueue(): ShownQueue | undefined {
  const file = path.join(rootFolder(), "queue.json");
  if (!existsSync(file)) return undefined;
  try {
    const queue = readQueue(file);
    const counts = queueStates
      .map((state) => ({ state, count: queue.pulls.filter((pull) => pull.state === state).length }))
      .filter(({ count }) => count > 0);
    return { ...queue, counts };
  } catch (error) {
    throw new Error(explain(error), { cause: error });
  }
}
