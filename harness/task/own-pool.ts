import { BenchError } from "../errors/index.ts";
import type { Pool } from "./contract.ts";

/** The pool as its task made it. Throws when it is some other task's. */
export function ownPool<Own extends Pool>(pool: Pool, kind: abstract new (...args: never[]) => Own): Own {
  if (pool instanceof kind) return pool;
  throw new BenchError(`a pool of another task was given where a ${kind.name} is wanted`, {
    code: "foreign-pool",
    blame: "harness",
    mend: "Hand back the pools that this task's generators proposed.",
  });
}
