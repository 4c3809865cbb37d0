"""Nothing is dropped: a candidate's weight is its calibrated chance of being right."""

import numpy as np
from collapse_bench import strategy


def calibrated(scores, labels, penalty=1e-3):
    """Slope and offset of Platt's sigmoid, by Newton's steps."""
    rows = np.column_stack([scores, np.ones(len(scores))])
    weights = np.zeros(2)
    for _ in range(25):
        odds = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (labels - odds) - penalty * weights
        bend = (rows * (odds * (1 - odds))[:, None]).T @ rows + penalty * np.eye(2)
        weights += np.linalg.solve(bend, slope)
    return weights


def select(pool):
    drawn = [pool.random.choice(item.candidates) for item in pool]
    pool.random.shuffle(drawn)
    kept = drawn[: min(pool.keep, pool.left["weak"])]
    scores = np.array(pool.ask("weak", kept))
    scores = (scores - scores.mean()) / max(scores.std(), 1e-9)
    calls = min(max(2, round(pool.params["share"] * len(kept))), pool.left["oracle"], len(kept))
    labels = np.array(pool.ask("oracle", kept[:calls])) > 0.5
    slope, offset = calibrated(scores[:calls], labels.astype(float))
    print(f"slope {slope:.3f}, offset {offset:.3f}, of {calls} answers")
    odds = 1 / (1 + np.exp(-np.clip(slope * scores + offset, -30, 30)))
    return zip(kept, np.maximum(odds, 1e-6).tolist())


strategy(select)
