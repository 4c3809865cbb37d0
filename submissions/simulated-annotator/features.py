"""What can be seen of a candidate without asking anybody."""

import re
from collections import Counter


def _close(one, other):
    distance = sum(abs(a - b) for a, b in zip(one, other))
    size = sum(map(abs, one)) + sum(map(abs, other))
    return 1 / (1 + distance / (0.01 * size)) if size > 0 else 1.0


def _shared(one, other):
    size = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / size if size > 0 else 0.0


def features(item):
    """Of each candidate: log-probability per token, length, and how far its siblings agree with it."""
    outputs = [c.output for c in item.candidates]
    agree = _close
    if any(isinstance(output, str) for output in outputs):
        agree = _shared
        outputs = [Counter(re.findall(r"[a-z0-9]+", output.lower())) for output in outputs]
    rows = []
    for place, candidate in enumerate(item.candidates):
        own = outputs[place]
        others = [other for at, other in enumerate(outputs) if at != place]
        known = [agree(own, other) for other in others if own is not None and other is not None]
        agreement = sum(known) / len(others) if others else 0.0
        rows.append([candidate.logprob / max(1, candidate.tokens), candidate.tokens, agreement])
    return rows
