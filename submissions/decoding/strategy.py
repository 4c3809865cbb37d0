"""Changes how the generator writes, and keeps the first candidate of random items."""

import json
import random
import sys


def read():
    return json.loads(sys.stdin.readline())


def send(message):
    print(json.dumps(message), flush=True)


hello = read()
offered = read()["choices"]
wanted = hello["params"]["choices"]
send({"type": "decoding", "choices": {name: value for name, value in wanted.items() if name in offered}})

items = []
while (message := read())["type"] == "item":
    items.append(message["id"])

keep = min(len(items), hello["budget"]["keep"])
kept = [(item, 0) for item in random.Random(hello["seed"]).sample(items, keep)]
for start in range(0, len(kept), 10_000):
    send({"type": "select", "items": kept[start : start + 10_000]})
send({"type": "done"})
