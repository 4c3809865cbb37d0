"""One round: what the generator proposes comes in, what shall be kept goes out.

docs/protocol.md has all that `pool` can do. Whatever is printed goes to the log.
"""

from collapse_bench import strategy


def score(candidate, params):
    """How much a candidate is worth; replace this by your idea. Here: log-probability, for each token or in all."""
    length = candidate.tokens if params["per_token"] else 1
    return candidate.logprob / max(length, 1)


def select(pool):
    # The best candidate of every item; `item.input` and `candidate.output` are what `pool.fields` says they are.
    best = [max(item.candidates, key=lambda c: score(c, pool.params)) for item in pool]
    best.sort(key=lambda c: score(c, pool.params), reverse=True)
    kept = best[: pool.keep]
    print(f"round {pool.round}: {len(kept)} of {len(best)} items kept")
    return kept


strategy(select)
