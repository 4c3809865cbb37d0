"""Distinct right candidates, at most so many an item."""

import json

from collapse_bench import strategy


def select(pool):
    items = pool.items
    pool.random.shuffle(items)
    distinct, left = [], pool.left["oracle"]
    for item in items:
        own = list({json.dumps(c.output): c for c in reversed(item.candidates)}.values())
        left -= len(own)
        if left < 0:
            break
        distinct += own
    taken, kept = {}, []
    for candidate, score in zip(distinct, pool.ask("oracle", distinct)):
        if score > 0.5 and taken.get(candidate.item, 0) < pool.params["most"]:
            taken[candidate.item] = taken.get(candidate.item, 0) + 1
            kept.append(candidate)
    return kept[: pool.keep] or distinct[:1]


strategy(select)
