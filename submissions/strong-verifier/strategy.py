"""Asks the strong verifier, and keeps random candidates that it finds likely enough, or those it finds likeliest."""

from collapse_bench import strategy


def select(pool):
    threshold = pool.params["threshold"]  # least score that is kept; None keeps the highest scores
    candidates = [c for item in pool for c in item.candidates]
    asked = pool.random.sample(candidates, min(len(candidates), pool.left["strong"]))
    scores = pool.ask("strong", asked)

    ranked = {}  # the best candidate of each item, best items first
    for candidate, score in sorted(zip(asked, scores), key=lambda pair: pair[1], reverse=True):
        ranked.setdefault(candidate.item, (candidate, score))

    passing = [c for c, score in ranked.values() if threshold is not None and score >= threshold]
    if passing:
        return pool.random.sample(passing, min(len(passing), pool.keep))
    return [c for c, _ in ranked.values()][: pool.keep]


strategy(select)
