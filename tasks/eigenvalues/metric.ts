/** Σ|h − t| / Σ|t| (Charton 2021, §2.3); Infinity for what is no spectrum. */
export function relativeError(guess: ArrayLike<number> | null, truth: ArrayLike<number>): number {
  if (guess === null) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let size = 0;
  for (let index = 0; index < truth.length; index++) {
    difference += Math.abs(guess[index]! - truth[index]!);
    size += Math.abs(truth[index]!);
  }
  return size === 0 ? (difference === 0 ? 0 : Number.POSITIVE_INFINITY) : difference / size;
}

/** Share of errors below a tolerance. */
export function accuracyAt(errors: ArrayLike<number>, tolerance: number): number {
  let right = 0;
  for (let index = 0; index < errors.length; index++) if (errors[index]! < tolerance) right++;
  return right / errors.length;
}
