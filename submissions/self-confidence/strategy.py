"""Keeps the candidates that the generator itself gives the highest log-probability per token, one per item."""

import heapq

from collapse_bench import strategy


def confidence(candidate):
    return candidate.logprob / max(1, candidate.tokens)


def select(pool):
    best = (max(item.candidates, key=confidence) for item in pool)
    # Between equals the later item.
    return heapq.nlargest(pool.keep, best, key=lambda c: (confidence(c), c.item))


strategy(select)
