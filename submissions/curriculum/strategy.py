"""From easy to hard: the window of confidence moves down from round to round."""

from collapse_bench import strategy


def select(pool):
    best = [max(item.candidates, key=lambda c: c.logprob / max(1, c.tokens)) for item in pool]
    best.sort(key=lambda c: -c.logprob / max(1, c.tokens))
    room = max(0, len(best) - pool.keep)
    start = room * (pool.round - 1) // max(1, pool.rounds - 1)
    return best[start : start + pool.keep]


strategy(select)
