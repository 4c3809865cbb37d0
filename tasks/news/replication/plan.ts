/** Who says which summaries are kept: the paper's four, of which the stranger stands for its Llama-3, and models of the student's kind tuned on more and on fewer real pairs. */
export const selectors = ["oracle", "self", "stranger", "strong", "weak", "random"] as const;
export type Chooser = (typeof selectors)[number];

/** One training of the figure. */
export type Lesson =
  /** G0 itself, on the real pairs. */
  | { readonly kind: "generator" }
  /** On the references of all real pairs and of the whole pool. */
  | { readonly kind: "human" }
  /** On the generator's summaries of this share of the articles, as the selector picks them. */
  | { readonly kind: "selected"; readonly selector: Chooser; readonly rate: number };

/** Every training of one repetition; all of the pool is the same whoever selects, and trained once. */
export function lessonPlan(rates: readonly number[]): readonly Lesson[] {
  const partial = rates.filter((rate) => rate < 1);
  const selected = selectors.flatMap((selector) =>
    partial.map((rate): Lesson => ({ kind: "selected", selector, rate })),
  );
  return [
    { kind: "generator" },
    { kind: "human" },
    ...selected,
    { kind: "selected", selector: "random", rate: 1 },
  ];
}
