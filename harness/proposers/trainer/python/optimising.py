"""One step of Adam as a recipe of docs/outside-trainer.md wants it; needs torch alone."""
import math

import torch


def learning_rate(recipe, step):
    """The rate of a step, counted from 1: linear from 0 to the peak, then the peak, or half a cosine that ends at 0 with the last step."""
    peak, warmup = recipe["learningRate"], recipe["warmupSteps"]
    if step < warmup:
        return peak * step / warmup
    if recipe["schedule"] == "constant":
        return peak
    if recipe["schedule"] != "cosine":
        raise ValueError(f"this trainer knows no schedule \"{recipe['schedule']}\"")
    progress = min(1, (step - warmup) / max(1, recipe["steps"] - warmup))
    return peak * 0.5 * (1 + math.cos(math.pi * progress))


def adam(parameters, recipe):
    """Without decay of weights; its rate is set step by step."""
    return torch.optim.AdamW(parameters, lr=recipe["learningRate"], weight_decay=0.0)


def take_step(optimiser, parameters, recipe, step):
    """Gradients are scaled down to the recipe's global norm, parameters are moved, gradients are let go. Steps are counted from 1."""
    for group in optimiser.param_groups:
        group["lr"] = learning_rate(recipe, step)
    torch.nn.utils.clip_grad_norm_(parameters, recipe["clipNorm"])
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
