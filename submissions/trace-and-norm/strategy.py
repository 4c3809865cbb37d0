"""Keeps guesses that obey what every spectrum obeys: its sum is the trace, its sum of squares the squared Frobenius norm."""

from collapse_bench import strategy


def violation(matrix, guess, with_norm):
    """The relative deviation, the larger of the two if the norm counts; infinite for what is no spectrum."""
    if guess is None:
        return float("inf")
    trace = sum(row[place] for place, row in enumerate(matrix))
    found = abs(sum(guess) - trace) / max(1e-9, sum(map(abs, guess)))
    if not with_norm:
        return found
    norm = sum(entry * entry for row in matrix for entry in row) ** 0.5
    guessed = sum(value * value for value in guess) ** 0.5
    return max(found, abs(guessed - norm) / max(1e-9, norm))


def select(pool):
    norm, tolerance = pool.params["norm"], pool.params["tolerance"]
    best = [min((violation(item.input, c.output, norm), c.item, c.id) for c in item.candidates) for item in pool]
    passing = [one for one in best if one[0] <= tolerance] or sorted(best)[: pool.keep]
    return pool.random.sample([(item, candidate) for _, item, candidate in passing], min(pool.keep, len(passing)))


strategy(select)
