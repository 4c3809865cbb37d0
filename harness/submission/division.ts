import type { VerifierName } from "../task/index.ts";

/** Strongest feedback an entry asks for, weakest first (docs/glossary.md). */
export const divisions = ["none", "self", "heuristic", "weak", "strong", "human", "oracle"] as const;
export type Division = (typeof divisions)[number];

/** The division of whoever asks a verifier. */
export const divisionOf: { readonly [V in VerifierName]: Division } = {
  weak: "weak",
  strong: "strong",
  stranger: "strong",
  human: "human",
  noisy: "oracle",
  oracle: "oracle",
};

/** Whether a verifier is more than a division may ask. */
export function isAbove(verifier: VerifierName, division: Division): boolean {
  return divisions.indexOf(divisionOf[verifier]) > divisions.indexOf(division);
}
