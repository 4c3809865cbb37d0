// Keeps every candidate of every item, while the pool still comes in.
import { strategy } from "collapse-bench";

strategy(function* (pool) {
  for (const { candidates } of pool) yield* candidates;
});
