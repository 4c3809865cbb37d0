/** Checks what is fed against what a program takes. */
import { BenchError } from "../../errors/index.ts";
import { describe, type Feeds, type Signature } from "../tensors.ts";

/** Throws `feed-mismatch` unless every input is fed once with its shape and dtype. */
export function checkFeeds(program: string, signature: Signature, feeds: Feeds): void {
  const unknown = Object.keys(feeds).filter((name) => !(name in signature));
  if (unknown.length > 0)
    throw feedError(
      program,
      unknown[0]!,
      `one of ${Object.keys(signature).join(", ")}`,
      "an input it does not take",
    );
  for (const [name, spec] of Object.entries(signature)) {
    const fed = feeds[name];
    if (fed === undefined) throw feedError(program, name, describe(spec), "nothing");
    if (describe(fed) !== describe(spec)) throw feedError(program, name, describe(spec), describe(fed));
  }
}

function feedError(program: string, name: string, expected: string, received: string): BenchError {
  return new BenchError(`the program ${program} was fed something else than it takes`, {
    code: "feed-mismatch",
    blame: "harness",
    where: `input ${name}`,
    expected,
    received,
    mend: "Feed every input of the signature with its shape and dtype.",
  });
}
