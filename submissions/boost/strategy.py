"""Right where the generator is usually wrong."""

from collapse_bench import strategy


def select(pool):
    items = pool.items
    pool.random.shuffle(items)
    asked, left = [], pool.left["oracle"]
    for item in items:
        left -= len(item.candidates)
        if left < 0:
            break
        asked += item.candidates
    right, counts = {}, {}
    for candidate, score in zip(asked, pool.ask("oracle", asked)):
        counts[candidate.item] = counts.get(candidate.item, 0) + 1
        if score > 0.5:
            right.setdefault(candidate.item, []).append(candidate)
    # Sorting is stable, and the items are in random order: so are those that are equally hard.
    order = sorted(right, key=lambda item: len(right[item]) / counts[item])
    return [pool.random.choice(right[item]) for item in order[: pool.keep]] or asked[:1]


strategy(select)
