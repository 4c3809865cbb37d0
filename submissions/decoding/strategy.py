"""Changes how the generator writes, and keeps the first candidate of random items."""

from collapse_bench import strategy


def plan(pool, choices):
    return {name: value for name, value in pool.params["choices"].items() if name in choices}


def select(pool):
    first = [item.candidates[0] for item in pool]
    return pool.random.sample(first, min(len(first), pool.keep))


strategy(select, plan=plan)
