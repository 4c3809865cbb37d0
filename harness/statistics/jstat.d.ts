/** The functions of jstat that are used here; the package brings no types. */
declare module "jstat" {
  export const jStat: {
    /** Regularized incomplete beta function. */
    ibeta(x: number, a: number, b: number): number;
    /** Inverse of `ibeta` in its first argument. */
    ibetainv(p: number, a: number, b: number): number;
    /** Complementary error function. */
    erfc(x: number): number;
    erfcinv(p: number): number;
  };
}
