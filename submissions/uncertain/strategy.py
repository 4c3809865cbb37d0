"""Right, and surprising to the generator."""

from collapse_bench import strategy


def select(pool):
    drawn = [pool.random.choice(item.candidates) for item in pool]
    pool.random.shuffle(drawn)
    asked = drawn[: pool.left["oracle"]]
    right = [c for c, score in zip(asked, pool.ask("oracle", asked)) if score > 0.5]
    right.sort(key=lambda c: c.logprob / max(1, c.tokens))
    return right[: pool.keep] or asked[:1]


strategy(select)
