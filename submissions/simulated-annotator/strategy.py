"""Choices of a simulated annotator, a Bradley-Terry or Luce model of them, and the best candidates by it."""

import numpy as np
from collapse_bench import strategy
from features import features

SECONDS = {"pairs": 20, "choice": 60}  # that a person may need for one comparison, and for one choice
WAGE = 15  # for an hour


def luce(groups, penalty=1.0):
    """Weights under which each group's first row is the likeliest choice: Luce's model, of two rows Bradley and Terry's."""
    weights = np.zeros(groups[0].shape[1])
    for _ in range(25):
        slope, bend = -penalty * weights, penalty * np.eye(len(weights))
        for rows in groups:
            odds = np.exp(rows @ weights - (rows @ weights).max())
            odds /= odds.sum()
            middle = odds @ rows
            slope += rows[0] - middle
            bend += (rows * odds[:, None]).T @ rows - np.outer(middle, middle)
        weights += np.linalg.solve(bend, slope)
    return weights


def select(pool):
    ask = pool.params["ask"]
    items = pool.items
    rows = [np.array(features(item)) for item in items]
    every = np.concatenate(rows)
    mean, spread = every.mean(0), np.maximum(every.std(0), 1e-9)
    rows = [(own - mean) / spread for own in rows]
    # What is put before the annotator: two candidates of an item, or all of them.
    several = [place for place, item in enumerate(items) if len(item.candidates) > 1]
    pool.random.shuffle(several)
    shown = []
    for place in several[: pool.params["items"]]:
        number = len(items[place].candidates)
        shown.append((place, pool.random.sample(range(number), 2 if ask == "pairs" else number)))
    asked = [items[place].candidates[at] for place, places in shown for at in places][: pool.left["noisy"]]
    verdicts = iter(pool.ask("noisy", asked, error=pool.params["error"]))
    groups = []
    for place, places in shown:
        liked = [next(verdicts, 0) for _ in places]
        choice = pool.random.choice([at for at, one in enumerate(liked) if one == max(liked)])
        own = [places[choice]] + [at for position, at in enumerate(places) if position != choice]
        groups.append(rows[place][own])
    hours = len(groups) * SECONDS[ask] / 3600
    print(f"simulated: {len(groups)} answers, {len(groups) / max(hours, 1e-9):.0f} an hour, {hours:.1f} h, {WAGE * hours:.0f} in all")
    weights = luce(groups) if groups else np.zeros(every.shape[1])
    print("log-probability, length, agreement:", weights.round(3))
    best = []
    for item, own in zip(items, rows):
        worth = own @ weights
        best.append((worth.max(), item.candidates[int(worth.argmax())]))
    best.sort(key=lambda pair: -pair[0])
    return [candidate for _, candidate in best[: pool.keep]]


strategy(select)
