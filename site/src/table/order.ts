/** Whether an entry gained or collapsed on a task; null where it takes no part. */
type TaskVerdict = string | null;

/**
 * Orders entries by what they did on several tasks: first those that have gained on more, then those that have collapsed on fewer. Gains
 * in different metrics are not averaged.
 */
export function byTasks(a: readonly TaskVerdict[], b: readonly TaskVerdict[]): number {
  return times(b, "gained") - times(a, "gained") || times(a, "collapsed") - times(b, "collapsed");
}

/** Places of entries in that order; equals stay as they were. */
export function orderByTasks(verdicts: readonly (readonly TaskVerdict[])[]): readonly number[] {
  return [...verdicts.keys()].sort((a, b) => byTasks(verdicts[a]!, verdicts[b]!) || a - b);
}

function times(verdicts: readonly TaskVerdict[], wanted: string): number {
  return verdicts.filter((verdict) => verdict === wanted).length;
}
