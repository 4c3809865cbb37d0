/** How a generator errs and a selection keeps: the three numbers of Theorem 4.2 (Feng et al. 2024). */
export interface Rates {
  /** P(label wrong). */
  readonly p: number;
  /** P(keep | right). */
  readonly phi: number;
  /** P(keep | wrong). */
  readonly psi: number;
}

/** Share of all examples that are kept. */
export function keptShare({ p, phi, psi }: Rates): number {
  return (1 - p) * phi + p * psi;
}

/** Mean of (label × truth) among the kept: 1 when all are right, 0 at p = p⋆, −1 when all are wrong. */
export function keptSignal(rates: Rates): number {
  const { p, phi, psi } = rates;
  return ((1 - p) * phi - p * psi) / keptShare(rates);
}
