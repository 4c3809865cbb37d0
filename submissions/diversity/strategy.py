"""Greedily, the candidate that brings most new word pairs for its length."""

import heapq
import re

from collapse_bench import strategy


def select(pool):
    found = []
    for item in pool:
        for candidate in item.candidates:
            words = re.findall(r"[a-z0-9]+", candidate.output.lower())
            found.append((candidate, set(zip(words, words[1:])), max(1, len(words) - 1)))
    # What a candidate adds only ever falls, so one whose gain is still the heap's largest when it is computed anew is the best.
    heap = [(-len(pairs) / size, place) for place, (_, pairs, size) in enumerate(found)]
    heapq.heapify(heap)
    used, taken, kept = set(), set(), []
    while heap and len(kept) < pool.keep:
        _, place = heapq.heappop(heap)
        candidate, pairs, size = found[place]
        if candidate.item in taken:
            continue
        gain = -len(pairs - used) / size
        if heap and gain > heap[0][0]:
            heapq.heappush(heap, (gain, place))
            continue
        used |= pairs
        taken.add(candidate.item)
        kept.append(candidate)
    return kept


strategy(select)
