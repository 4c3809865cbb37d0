"""Asks the strong verifier, and keeps random candidates that it finds likely enough, or those it finds likeliest."""

import json
import random
import sys


def send(message):
    print(json.dumps(message), flush=True)


def read():
    return json.loads(sys.stdin.readline())


hello = read()
budget = hello["budget"]
threshold = hello["params"]["threshold"]  # least score that is kept; None keeps the highest scores
generator = random.Random(hello["seed"])

pairs = []
while (message := read())["type"] == "item":
    pairs.extend((message["id"], candidate["id"]) for candidate in message["candidates"])

asked = generator.sample(pairs, min(len(pairs), budget["strong"]))
send({"type": "query", "verifier": "strong", "items": asked})
scores = read()["scores"]

# The best candidate of each item, best items first.
ranked = {}
for (item, candidate), score in sorted(zip(asked, scores), key=lambda pair: pair[1], reverse=True):
    ranked.setdefault(item, (candidate, score))

passing = [(item, c) for item, (c, score) in ranked.items() if threshold is not None and score >= threshold]
if passing:
    kept = generator.sample(passing, min(len(passing), budget["keep"]))
else:
    kept = [(item, c) for item, (c, _) in ranked.items()][: budget["keep"]]

for start in range(0, len(kept), 10_000):
    send({"type": "select", "items": kept[start : start + 10_000]})
send({"type": "done"})
