"""One verifier, and one of four rules of using its scores; the same file in every grid-* folder."""

from statistics import median

from collapse_bench import strategy


def scores_of(pool, candidates):
    verifier = pool.params["verifier"]
    if verifier == "self":
        return [c.logprob / max(1, c.tokens) for c in candidates]
    return pool.ask(verifier, candidates)


def affordable(pool, items):
    """Whole items in their order, as far as the verifier's budget goes."""
    left = pool.left.get(pool.params["verifier"], float("inf"))
    for item in items:
        left -= len(item.candidates)
        if left < 0:
            return
        yield item


def best_of_each(pool, items):
    """(score, candidate): each item's best one, and among equals the first."""
    candidates = [c for item in items for c in item.candidates]
    best = {}
    for score, candidate in zip(scores_of(pool, candidates), candidates):
        if candidate.item not in best or score > best[candidate.item][0]:
            best[candidate.item] = (score, candidate)
    return [best[item.id] for item in items]


def threshold(pool, items):
    """A random one of an item's candidates above the bound: one half for right and wrong, else the pool's median."""
    candidates = [c for item in affordable(pool, items) for c in item.candidates]
    scores = scores_of(pool, candidates)
    bound = pool.params["bound"] if pool.params["bound"] is not None else median(scores)
    passing = {}
    for score, candidate in zip(scores, candidates):
        if score > bound:
            passing.setdefault(candidate.item, []).append(candidate)
    kept = [pool.random.choice(own) for own in passing.values()][: pool.keep]
    return kept or candidates[:1]


def top(pool, items):
    """Each item's best candidate, and of these the best."""
    best = best_of_each(pool, list(affordable(pool, items)))
    best.sort(key=lambda pair: pair[0], reverse=True)
    return [candidate for _, candidate in best[: pool.keep]]


def best_of_k(pool, items):
    """The best candidate of random items: no input is dropped."""
    return [candidate for _, candidate in best_of_each(pool, list(affordable(pool, items[: pool.keep])))]


def weighted(pool, items):
    """Random candidates of random items, none dropped: the weight rises evenly with the rank of the score, 1 in the mean."""
    candidates = [pool.random.choice(item.candidates) for item in affordable(pool, items[: pool.keep])]
    scores = scores_of(pool, candidates)
    order = sorted(range(len(scores)), key=scores.__getitem__)
    weights = [0.0] * len(scores)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        for place in order[start:end]:
            weights[place] = (start + end) / len(order)
        start = end
    return zip(candidates, weights)


rules = {"threshold": threshold, "top": top, "best-of-k": best_of_k, "weighted": weighted}


def select(pool):
    items = pool.items
    pool.random.shuffle(items)
    return rules[pool.params["rule"]](pool, items)


strategy(select)
