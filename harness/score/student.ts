import jstat from "jstat";

const { jStat } = jstat;

/** P(|T| > |t|) of Student's t; `degrees` > 0, whole or not, and Infinity for a normal. */
export function twoSidedTail(t: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return jStat.erfc(Math.abs(t) / Math.SQRT2);
  return jStat.ibeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}
