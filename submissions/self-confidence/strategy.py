"""Keeps the candidates that the generator itself gives the highest log-probability per token, one per item."""

import heapq
import json
import sys


def read():
    return json.loads(sys.stdin.readline())


def confidence(candidate):
    return candidate["logprob"] / max(1, candidate["tokens"])


keep = read()["budget"]["keep"]
pool = []
while (message := read())["type"] == "item":
    best = max(message["candidates"], key=confidence)
    pool.append((confidence(best), message["id"], best["id"]))

kept = [(item, candidate) for _, item, candidate in heapq.nlargest(keep, pool)]
for start in range(0, len(kept), 10_000):
    print(json.dumps({"type": "select", "items": kept[start : start + 10_000]}))
print(json.dumps({"type": "done"}))
