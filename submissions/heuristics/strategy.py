"""Keeps the candidates that break the fewest rules of curation, one per item; the verifiers are not asked."""

import heapq
import json
import random
import re
import sys

WORD = re.compile(r"[A-Za-z]+|\d+")


def read():
    return json.loads(sys.stdin.readline())


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


hello = read()
keep = hello["budget"]["keep"]
generator = random.Random(hello["seed"])
pool = []
while (message := read())["type"] == "item":
    article = WORD.findall(message["input"])
    # Chance decides between equals.
    pool.append(
        min(
            (faults(article, candidate["output"], hello["params"]), generator.random(), message["id"], candidate["id"])
            for candidate in message["candidates"]
        )
    )

kept = [(item, candidate) for _, _, item, candidate in heapq.nsmallest(keep, pool)]
for start in range(0, len(kept), 10_000):
    print(json.dumps({"type": "select", "items": kept[start : start + 10_000]}))
print(json.dumps({"type": "done"}))
