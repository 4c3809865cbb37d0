import type { Pool, Selection } from "../task/index.ts";

/** Measured p, φ, ψ and p⋆ of one selection; null where a rate is over nothing. */
export interface KeepRates {
  readonly p: number | null;
  readonly phi: number | null;
  readonly psi: number | null;
  readonly pStar: number | null;
}

/**
 * p: share of wrong candidates; φ, ψ: keep rates of correct and of wrong candidates;
 * p⋆ = 1/(1+ψ/φ) (Feng et al. 2024, Theorem 4.2). Counts candidates, not weights.
 */
export function keepRates(pool: Pool, selection: Selection): KeepRates {
  let right = 0;
  let wrong = 0;
  for (let item = 0; item < pool.items; item++) {
    for (let candidate = 0; candidate < pool.candidatesOf(item); candidate++) {
      if (pool.isCorrect(item, candidate)) right++;
      else wrong++;
    }
  }
  let keptRight = 0;
  selection.items.forEach((item, index) => {
    if (pool.isCorrect(item, selection.candidates[index]!)) keptRight++;
  });
  const phi = share(keptRight, right);
  const psi = share(selection.items.length - keptRight, wrong);
  return { p: share(wrong, right + wrong), phi, psi, pStar: boundary(phi, psi) };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function boundary(phi: number | null, psi: number | null): number | null {
  return phi === null || psi === null || phi + psi === 0 ? null : phi / (phi + psi);
}
