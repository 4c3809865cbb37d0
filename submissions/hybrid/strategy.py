"""A free filter decides what is clear, and the oracle what is not."""

from collapse_bench import strategy


def confidence(candidate):
    return candidate.logprob / max(1, candidate.tokens)


def select(pool):
    best = sorted((max(item.candidates, key=confidence) for item in pool), key=confidence, reverse=True)
    third = len(best) // 3
    sure, open_ = best[:third], best[third : 2 * third]
    pool.random.shuffle(open_)
    asked = open_[: min(pool.left["oracle"], pool.keep)]
    right = [c for c, score in zip(asked, pool.ask("oracle", asked)) if score > 0.5]
    print(f"{len(sure)} taken unasked, {len(right)} of {len(asked)} right")
    both = sure + right
    return pool.random.sample(both, min(len(both), pool.keep)) or best[:1]


strategy(select)
