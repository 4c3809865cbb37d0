"""Asks about a share of what may be kept, drops what is wrong, and fills up with candidates that nobody asked about."""

from math import ceil

from collapse_bench import strategy


def select(pool):
    drawn = [pool.random.choice(item.candidates) for item in pool]
    pool.random.shuffle(drawn)
    calls = min(ceil(pool.params["share"] * pool.keep), pool.left["oracle"], len(drawn))
    asked, others = drawn[:calls], drawn[calls:]
    right = [c for c, score in zip(asked, pool.ask("oracle", asked)) if score > 0.5]
    print(f"{len(right)} of {calls} are right")
    return (right + others)[: pool.keep] or asked[:1]


strategy(select)
