import type { CandidateList, Pool } from "../task/index.ts";
import { candidatesOf } from "./candidates.ts";

/** Measured p, φ, ψ and p⋆ of one selection; null where a rate is over nothing. */
export interface KeepRates {
  readonly p: number | null;
  readonly phi: number | null;
  readonly psi: number | null;
  readonly pStar: number | null;
}

/**
 * p: share of wrong candidates; φ, ψ: keep rates of correct and of wrong candidates; p⋆ by `breakdownPoint`. Counts candidates,
 * not weights, of all items or of those named.
 */
export function keepRates(pool: Pool, selection: CandidateList, items?: Uint32Array): KeepRates {
  const offered = countRight(pool, candidatesOf(pool, items));
  const kept = countRight(pool, selection);
  const phi = share(kept.right, offered.right);
  const psi = share(kept.wrong, offered.wrong);
  const isNone = phi === null || psi === null || phi + psi === 0;
  return {
    p: share(offered.wrong, offered.right + offered.wrong),
    phi,
    psi,
    pStar: isNone ? null : breakdownPoint({ phi, psi }),
  };
}

/** p⋆ = 1/(1 + ψ/φ), the error rate above which infinite data misleads (Feng et al. 2024, Theorem 4.2). Not both may be 0. */
export function breakdownPoint({ phi, psi }: { readonly phi: number; readonly psi: number }): number {
  return phi / (phi + psi);
}

function countRight(pool: Pool, { items, candidates }: CandidateList) {
  let right = 0;
  for (const [place, item] of items.entries()) if (pool.isCorrect(item, candidates[place]!)) right++;
  return { right, wrong: items.length - right };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
