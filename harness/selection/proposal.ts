import type { Decoding, Pool } from "../task/index.ts";

/** A pool, and what it cost to make. */
export interface Proposal {
  readonly pool: Pool;
  readonly seconds: number;
}

/** Lets the generator make the pool, and times it. */
export async function proposalOf(
  { propose }: { propose(decoding: Decoding): Promise<Pool> },
  decoding: Decoding,
): Promise<Proposal> {
  const start = performance.now();
  const pool = await propose(decoding);
  return { pool, seconds: (performance.now() - start) / 1000 };
}
