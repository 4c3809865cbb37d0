"""Asks the strong verifier about all candidates of random items, and keeps the best of each."""

import json
import random
import sys


def send(message):
    print(json.dumps(message), flush=True)


def read():
    return json.loads(sys.stdin.readline())


hello = read()
budget = hello["budget"]
generator = random.Random(hello["seed"])

pool = []
while (message := read())["type"] == "item":
    pool.append((message["id"], len(message["candidates"])))
generator.shuffle(pool)

asked = []
chosen = []
for item, candidates in pool[: budget["keep"]]:
    if len(asked) + candidates > budget["strong"]:
        break
    chosen.append(item)
    asked.extend((item, candidate) for candidate in range(candidates))

best = {}
for start in range(0, len(asked), 100_000):
    piece = asked[start : start + 100_000]
    send({"type": "query", "verifier": "strong", "items": piece})
    for (item, candidate), score in zip(piece, read()["scores"]):
        if item not in best or score > best[item][1]:
            best[item] = (candidate, score)

kept = [(item, best[item][0]) for item in chosen]
for start in range(0, len(kept), 10_000):
    send({"type": "select", "items": kept[start : start + 10_000]})
send({"type": "done"})
