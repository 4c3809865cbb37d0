import { countAxis, type Spec, shareAxis } from "../../../harness/figure/index.ts";

/** How many examples there were to select from. */
export function examplesAxis(values: readonly number[]): Spec {
  return countAxis("n", "n, examples before selection (log scale)", values);
}

export function studentAxis(scale?: Spec): Spec {
  return shareAxis("accuracy", "Accuracy of the student (%)", scale);
}
