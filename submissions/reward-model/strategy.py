"""A few labels, a logistic model of what is right, and the best candidates by it: the first half of RLHF."""

import numpy as np
from collapse_bench import strategy
from features import features


def logistic(rows, labels, penalty=1.0):
    """Weights of a ridge logistic regression, by Newton's steps."""
    weights = np.zeros(rows.shape[1])
    for _ in range(25):
        odds = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (labels - odds) - penalty * weights
        bend = (rows * (odds * (1 - odds))[:, None]).T @ rows + penalty * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return weights


def select(pool):
    candidates, rows = [], []
    for item in pool:
        candidates += item.candidates
        rows += features(item)
    rows = np.array(rows)
    rows = (rows - rows.mean(0)) / np.maximum(rows.std(0), 1e-9)
    rows = np.column_stack([rows, np.ones(len(rows))])
    calls = min(max(1, round(pool.params["share"] * len(rows))), pool.left["oracle"])
    asked = pool.random.sample(range(len(rows)), calls)
    labels = np.array(pool.ask("oracle", [candidates[place] for place in asked])) > 0.5
    weights = logistic(rows[asked], labels.astype(float))
    print("log-probability, length, agreement, constant:", weights.round(3))
    taken, kept = set(), []
    for place in np.argsort(-(rows @ weights), kind="stable"):
        candidate = candidates[place]
        if candidate.item not in taken:
            taken.add(candidate.item)
            kept.append(candidate)
    return kept[: pool.keep]


strategy(select)
