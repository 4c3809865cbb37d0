import jstat from "jstat";

const { jStat } = jstat;

/** P(|T| > |t|) of Student's t; `degrees` > 0, whole or not, and Infinity for a normal. */
export function twoSidedTail(t: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return jStat.erfc(Math.abs(t) / Math.SQRT2);
  return jStat.ibeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The t with P(|T| > t) = `tail`, for 0 < tail < 1 and `degrees` > 0; right to seven digits. */
export function twoSidedQuantile(tail: number, degrees: number): number {
  const x = jStat.ibetainv(tail, degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}
