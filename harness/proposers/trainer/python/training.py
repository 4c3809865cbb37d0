"""A training of docs/outside-trainer.md: adapters, the order of lessons, steps, and states that a stopped training goes on from."""
import math
import os
import random
import time

import peft
import torch
from messages import lines_of, say
from optimising import adam, take_step

SECONDS_BETWEEN_STATES = 60


def train(model, request, rows, pair_ids, token_logprobs):
    """Steps of a recipe on a request's lessons, `rows` pairs at a time; the mean loss of the last steps.

    `pair_ids` gives the symbols of a prompt and of a text after it, `token_logprobs` the log-probabilities of such pairs' own symbols.
    """
    recipe = request["recipe"]
    model.train()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = adam(trained, recipe)
    lessons = lines_of(request["examples"])
    order = order_of(lessons, recipe)
    marks = os.path.join(request["unfinished"], "state.pt")
    first, losses = resumed(marks, trained, optimiser)
    written = time.monotonic()
    for step in range(first, recipe["steps"]):
        batch = [cut(*pair_ids(lessons[place]["prompt"], lessons[place]["text"]), recipe["longest"]) for place in order[step]]
        parts = [batch[place : place + rows] for place in range(0, len(batch), rows)]
        loss = gradients(parts, lambda pairs: token_logprobs(model, pairs))
        if not math.isfinite(loss):
            raise ArithmeticError(f"the loss is {loss} at step {step + 1}; lower the learning rate or try --dtype float32")
        take_step(optimiser, trained, recipe, step + 1)
        losses = (losses + [loss])[-20:]
        say({"type": "progress", "done": step + 1, "of": recipe["steps"], "loss": losses[-1]})
        if time.monotonic() - written > SECONDS_BETWEEN_STATES:
            keep(marks, step + 1, losses, trained, optimiser)
            written = time.monotonic()
    model.eval()
    return sum(losses) / len(losses)


def with_adapter(model, lora):
    """The model with the recipe's adapter: a fresh one, or the state's own."""
    is_adapted = isinstance(model, peft.PeftModel)
    if lora is None:
        if is_adapted:
            raise ValueError("a state with an adapter can be trained with `lora` alone")
        return model
    if is_adapted:
        known = model.peft_config["default"]
        if (known.r, known.lora_alpha, set(known.target_modules)) != (
            lora["rank"],
            lora["alpha"],
            set(lora["targets"]),
        ):
            raise ValueError("the state's adapter has another rank, alpha or other targets than the recipe")
        return model
    config = peft.LoraConfig(
        r=lora["rank"],
        lora_alpha=lora["alpha"],
        target_modules=lora["targets"],
        lora_dropout=0.0,
        bias="none",
        task_type="CAUSAL_LM",
    )
    return peft.get_peft_model(model, config)


def order_of(lessons, recipe):
    """Numbers of the lessons of each step: by weight where there are weights, else in passes."""
    draws = random.Random(recipe["seed"])
    wanted = recipe["steps"] * recipe["batch"]
    weights = [lesson.get("weight", 1) for lesson in lessons]
    if len(set(weights)) > 1:
        numbers = draws.choices(range(len(lessons)), weights, k=wanted)
    else:
        numbers = []
        while len(numbers) < wanted:
            numbers += draws.sample(range(len(lessons)), len(lessons))
    size = recipe["batch"]
    return [numbers[step * size : (step + 1) * size] for step in range(recipe["steps"])]


def cut(before, own, longest):
    """The end of a prompt and the beginning of a text that have room together."""
    own = own[: longest - 1]
    return before[-(longest - len(own)) :], own


def gradients(parts, token_logprobs):
    """Adds up the gradients of a step's pairs, part after part; the loss, the mean over the texts' symbols."""
    total = sum(len(own) for pairs in parts for _, own in pairs)
    loss = 0.0
    for pairs in parts:
        part = -sum(row.sum() for row in token_logprobs(pairs)) / total
        part.backward()
        loss += part.item()
    return loss


def resumed(marks, trained, optimiser):
    """Steps done and last losses of a training that was stopped, whose state is put back; 0 and none without one."""
    if not os.path.exists(marks):
        return 0, []
    kept = torch.load(marks, map_location=trained[0].device, weights_only=True)
    with torch.no_grad():
        for parameter, values in zip(trained, kept["parameters"]):
            parameter.copy_(values)
    optimiser.load_state_dict(kept["optimiser"])
    return kept["step"], kept["losses"]


def keep(marks, step, losses, trained, optimiser):
    values = {
        "step": step,
        "losses": losses,
        "parameters": [parameter.detach() for parameter in trained],
        "optimiser": optimiser.state_dict(),
    }
    torch.save(values, marks + ".part")
    os.replace(marks + ".part", marks)
