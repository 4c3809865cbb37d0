"""What a strategy needs to speak protocol 1 of Collapse Bench (docs/protocol.md).

    from collapse_bench import strategy

    def select(pool):
        best = [max(item.candidates, key=lambda c: c.logprob) for item in pool]
        return best[: pool.keep]

    strategy(select)

Importing it hands standard output over to the protocol: whatever is printed goes to the log. This file needs Python 3.9
and nothing else; numpy's numbers and arrays are taken wherever numbers and lists are.
"""

import json
import operator
import os
import random
import sys
from collections import deque

__all__ = ["Candidate", "Item", "Pool", "strategy"]

_PROTOCOL = 1
_QUERY_PIECE = 20_000  # candidates in a message; a line may hold 16 MiB
_SELECT_PIECE = 10_000

sys.stdout.flush()
_input = os.fdopen(0, "rb", buffering=1 << 18, closefd=False)
_output = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
sys.stdout = sys.stderr


class Candidate:
    """One output that the generator proposes for an item."""

    __slots__ = ("item", "id", "output", "logprob", "tokens")

    def __init__(self, item, id, output, logprob, tokens):
        self.item = item  # the item's id
        self.id = id  # from 0 within the item
        self.output = output
        self.logprob = logprob  # natural logarithm of the generator's probability
        self.tokens = tokens  # the output's length in the generator's own tokens

    def __repr__(self):
        return f"Candidate(item={self.item}, id={self.id}, output={self.output!r})"


class Item:
    """One input with all that the generator proposes for it."""

    __slots__ = ("id", "input", "candidates")

    def __init__(self, id, input, candidates):
        self.id = id
        self.input = input
        self.candidates = candidates

    def __repr__(self):
        return f"Item(id={self.id}, {len(self.candidates)} candidates)"


class Pool:
    """What the generator proposes in one round, and all that may be done with it.

    `for item in pool` takes the items as they come, once; `pool.items` keeps them all. A pick is a candidate,
    (candidate, weight), (item id, candidate id) or (item id, candidate id, weight); rows of an array will do.
    """

    def __init__(self, hello):
        self.task = hello["task"]
        self.tier = hello["tier"]
        self.round = hello["round"]  # from 1
        self.rounds = hello["rounds"]
        self.regime = hello["regime"]  # "replace" or "accumulate"
        self.seed = hello["seed"]
        self.fields = hello["fields"]  # what inputs and outputs look like, in words
        self.params = hello["params"]  # the manifest's, with the variant's changes
        self.left = dict(hello["budget"])  # candidates that each verifier still scores
        self.keep = self.left.pop("keep")  # most candidates that may be selected
        self.random = random.Random(self.seed)  # the only source of randomness to use
        self._waiting = deque()  # items that came while an answer was awaited
        self._items = None
        self._is_read = False
        self._plan = None

    @property
    def items(self):
        """All items, in a list."""
        if self._items is None:
            self._items = list(self._stream())
        return self._items

    def __iter__(self):
        return iter(self._items) if self._items is not None else self._stream()

    def ask(self, verifier, candidates, error=None):
        """The verifier's scores of candidates, or of pairs (item id, candidate id), in their order; higher is better.

        `error` is for the verifier "noisy": the chance that it answers the opposite of the truth.
        """
        pairs = [_pair(pick)[:2] for pick in _listed(candidates)]
        rate = {} if error is None else {"error": float(error)}
        scores = []
        for start in range(0, len(pairs), _QUERY_PIECE):
            piece = pairs[start : start + _QUERY_PIECE]
            _send({"type": "query", "verifier": verifier, **rate, "items": piece})
            answer = self._answer()
            scores += answer["scores"]
            self.left[verifier] = answer["left"]
        return scores

    def select(self, picks):
        """Keeps these picks too, each candidate at most once in a round; may be called any number of times."""
        piece = []
        for pick in _listed(picks):
            piece.append(_pair(pick))
            if len(piece) == _SELECT_PIECE:
                _send({"type": "select", "items": piece})
                piece = []
        if piece:
            _send({"type": "select", "items": piece})

    def _stream(self):
        if self._is_read:
            raise RuntimeError("the pool's items come once; use pool.items to go through them again")
        self._is_read = True
        while (message := self._waiting.popleft() if self._waiting else self._next())["type"] == "item":
            item = message["id"]
            listed = message["candidates"]
            candidates = [Candidate(item, c["id"], c["output"], c["logprob"], c["tokens"]) for c in listed]
            yield Item(item, message["input"], candidates)

    def _answer(self):
        while (message := self._next())["type"] != "feedback":
            self._waiting.append(message)
        return message

    def _next(self):
        message = _read()
        if message["type"] != "plan":
            return message
        chosen = {} if self._plan is None else self._plan(self, message["choices"])
        _send({"type": "decoding", "choices": {} if chosen is None else chosen})
        return _read()


def strategy(select, plan=None):
    """Plays one round: `select(pool)` returns picks, yields them, or calls `pool.select` itself.

    `plan(pool, choices)` is for strategies whose manifest says `generation: true`: it returns the decoding choices that
    are not left at their defaults, before the pool is generated.
    """
    hello = _read()
    if hello["protocol"] != _PROTOCOL:
        raise RuntimeError(f"this speaks protocol {_PROTOCOL}, and the harness {hello['protocol']}")
    pool = Pool(hello)
    pool._plan = plan
    pool._waiting.append(pool._next())
    picks = select(pool)
    if picks is not None:
        pool.select(picks)
    _send({"type": "done"})


def _listed(values):
    """Arrays of numpy and its like become lists of Python's own numbers at once."""
    return values.tolist() if hasattr(values, "tolist") else values


def _pair(pick):
    if isinstance(pick, Candidate):
        return [pick.item, pick.id]
    try:
        first, *rest = _listed(pick)
        if isinstance(first, Candidate):
            (weight,) = rest
            return [first.item, first.id, float(weight)]
        candidate, *weight = rest
        (*weight,) = map(float, weight)
        if len(weight) > 1:
            raise ValueError("more than three values")
        return [_whole(first), _whole(candidate), *weight]
    except (TypeError, ValueError) as reason:
        raise TypeError(
            f"{pick!r} is no pick ({reason}): give a candidate, (candidate, weight), "
            "(item id, candidate id) or (item id, candidate id, weight)"
        ) from None


def _whole(value):
    """An id as an int; arrays that also hold weights have their ids as floats."""
    try:
        return operator.index(value)
    except TypeError:
        if float(value).is_integer():
            return int(value)
        raise ValueError(f"{value!r} is no id") from None


def _read():
    line = _input.readline()
    if not line:
        raise EOFError("standard input has ended; the harness writes it, see docs/protocol.md")
    return json.loads(line)


def _send(message):
    text = json.dumps(message, allow_nan=False, default=_listed)
    _output.write(text.encode() + b"\n")
    _output.flush()
