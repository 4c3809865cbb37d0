"""Keeps of each item the candidate nearest to its siblings: numbers by relative distance, texts by shared words."""

import re
from collections import Counter

from collapse_bench import strategy

CLOSE = 0.02  # relative distance at which two lists of numbers agree by half


def numbers_agree(one, other):
    distance = sum(abs(a - b) for a, b in zip(one, other))
    size = sum(map(abs, one)) + sum(map(abs, other))
    return 1 / (1 + distance / (size / 2 * CLOSE)) if size > 0 else 1.0


def words_agree(one, other):
    shared = sum((one & other).values())
    size = sum(one.values()) + sum(other.values())
    return 2 * shared / size if size > 0 else 0.0


def risk_rule(outputs):
    """The place of the output that agrees most with all, and how much it does."""
    known = [(place, output) for place, output in enumerate(outputs) if output is not None]
    if not known:
        return 0, 0.0
    agree = numbers_agree
    if isinstance(known[0][1], str):
        agree = words_agree
        known = [(place, Counter(re.findall(r"[a-z0-9]+", text.lower()))) for place, text in known]
    totals = [(sum(agree(one, other) for _, other in known), place) for place, one in known]
    total, place = max(totals, key=lambda pair: (pair[0], -pair[1]))
    return place, total / len(outputs)


def select(pool):
    choices = []
    for item in pool:
        place, agreement = risk_rule([c.output for c in item.candidates])
        choices.append((agreement, item.candidates[place]))
    pool.random.shuffle(choices)
    if pool.params["confident"]:
        choices.sort(key=lambda choice: choice[0], reverse=True)
    return [candidate for _, candidate in choices[: pool.keep]]


strategy(select)
