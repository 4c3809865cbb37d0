/**
 * One round: what the generator proposes comes in, what shall be kept goes out.
 * docs/protocol.md has all that `pool` can do. Whatever is logged to the console goes to the log.
 */
import { type Candidate, strategy } from "collapse-bench";

interface Params {
  readonly per_token: boolean;
}

/** How much a candidate is worth; replace this by your idea. Here: log-probability, for each token or in all. */
function score({ logprob, tokens }: Candidate, params: Params): number {
  return logprob / (params.per_token ? Math.max(tokens, 1) : 1);
}

strategy<{ Params: Params }>((pool) => {
  const worth = (candidate: Candidate) => score(candidate, pool.params);
  // The best candidate of every item; `item.input` and `candidate.output` are what `pool.fields` says they are.
  const best = Array.from(pool, ({ candidates }) =>
    candidates.reduce((a, b) => (worth(b) > worth(a) ? b : a)),
  );
  const kept = best.toSorted((a, b) => worth(b) - worth(a)).slice(0, pool.keep);
  console.log(`round ${pool.round}: ${kept.length} of ${best.length} items kept`);
  return kept;
});
