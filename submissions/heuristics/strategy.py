"""Keeps the candidates that break the fewest rules of curation, one per item; the verifiers are not asked."""

import heapq
import re

from collapse_bench import strategy

WORD = re.compile(r"[A-Za-z]+|\d+")


def pairs(words):
    return set(zip(words, words[1:]))


def faults(article, summary, rules):
    """Length, repetition, unsupported numbers and names, and copying, each as a number of faults."""
    said = WORD.findall(summary)
    lower = [word.lower() for word in said]
    source = {word.lower() for word in article}
    shortest, longest = rules["words"]
    length = max(0, shortest - len(said), len(said) - longest)
    repetition = len(said) - len(set(lower)) + 2 * (max(0, len(said) - 1) - len(pairs(lower)))
    # The first word has a capital in any case.
    unsupported = sum(
        1 for word in said[1:] if (word.isdigit() or word[0].isupper()) and word.lower() not in source
    )
    own = pairs(lower)
    copied = len(own & pairs([word.lower() for word in article])) / max(1, len(own))
    return length + repetition + unsupported + max(0.0, 10 * (copied - rules["copied"]))


def select(pool):
    ranked = []
    for item in pool:
        article = WORD.findall(item.input)
        # Chance decides between equals.
        ranked.append(
            min((faults(article, c.output, pool.params), pool.random.random(), c.item, c.id) for c in item.candidates)
        )
    return [(item, candidate) for _, _, item, candidate in heapq.nsmallest(pool.keep, ranked)]


strategy(select)
