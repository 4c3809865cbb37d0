"""Right candidates, weighted so that hard inputs count as often as they came."""

from collapse_bench import strategy


def select(pool):
    items = pool.items
    hardness = {item.id: -sum(c.logprob for c in item.candidates) / len(item.candidates) for item in items}
    order = sorted(items, key=lambda item: (hardness[item.id], item.id))
    bins = pool.params["bins"]
    bin_of = {item.id: place * bins // len(order) for place, item in enumerate(order)}
    drawn = [pool.random.choice(item.candidates) for item in items]
    pool.random.shuffle(drawn)
    asked = drawn[: pool.left["oracle"]]
    counts, right = [0] * bins, [[] for _ in range(bins)]
    for candidate, score in zip(asked, pool.ask("oracle", asked)):
        counts[bin_of[candidate.item]] += 1
        if score > 0.5:
            right[bin_of[candidate.item]].append(candidate)
    shares = [len(own) / max(1, count) for own, count in zip(right, counts)]
    print("share of right ones, from easy to hard:", [round(share, 3) for share in shares])
    weighted = [(c, 1 / max(pool.params["least"], share)) for own, share in zip(right, shares) for c in own]
    pool.random.shuffle(weighted)
    return weighted[: pool.keep] or asked[:1]


strategy(select)
