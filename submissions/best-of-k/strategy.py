"""Asks the strong verifier about all candidates of random items, and keeps the best of each."""

from collapse_bench import strategy


def affordable(pool, items):
    """Whole items in their order, as far as the verifier's budget goes."""
    left = pool.left["strong"]
    for candidates in items:
        left -= len(candidates)
        if left < 0:
            return
        yield from candidates


def select(pool):
    items = [item.candidates for item in pool]
    pool.random.shuffle(items)
    asked = list(affordable(pool, items[: pool.keep]))
    best = {}
    for score, candidate in zip(pool.ask("strong", asked), asked):
        if candidate.item not in best or score > best[candidate.item][0]:
            best[candidate.item] = (score, candidate)
    return [candidate for _, candidate in best.values()]


strategy(select)
