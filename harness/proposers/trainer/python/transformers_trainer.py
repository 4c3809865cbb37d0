"""A trainer on `transformers` and `peft`, for models that the engine should not try. Speaks docs/outside-trainer.md.

    python3 transformers_trainer.py [--device cuda] [--dtype bfloat16] [--rows 4] [--checkpointing]

The base is a folder in the hub's layout; nothing is fetched. A state is an adapter (`lora` in the recipe) or a whole model.
"""
import argparse
import json
import math
import os
import random
import sys
import time
import traceback

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

# What libraries print must not stand between the messages.
messages = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import peft  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from optimising import adam, take_step  # noqa: E402

SECONDS_BETWEEN_STATES = 60
ADAPTER = "adapter_config.json"


def say(message):
    messages.write(json.dumps(message, allow_nan=False) + "\n")
    messages.flush()


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_lines(path, values):
    with open(path, "w", encoding="utf-8") as file:
        for value in values:
            file.write(json.dumps(value, allow_nan=False) + "\n")


class Trainer:
    def __init__(self, options):
        self.device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.dtype = getattr(torch, options.dtype or ("bfloat16" if self.device == "cuda" else "float32"))
        self.rows = options.rows
        self.checkpointing = options.checkpointing
        self.base = None
        self.tokenizer = None
        # What is loaded, and for which state.
        self.loaded = (None, None)

    def open(self, request):
        self.base = request["base"]
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(self.base, local_files_only=True)
        if self.tokenizer.eos_token_id is None:
            raise ValueError("the tokenizer names no eos_token, with which texts end")
        transformers.AutoConfig.from_pretrained(self.base, local_files_only=True)
        versions = f"transformers {transformers.__version__}, peft {peft.__version__}, torch {torch.__version__}"
        say({"type": "opened", "protocol": 2, "name": f"{versions}, {self.device}, {str(self.dtype).split('.')[-1]}"})

    def model(self, state, fresh=False):
        """The model of a state, kept until another is asked for; `fresh`: one that may be changed."""
        if not fresh and self.loaded[1] is not None and self.loaded[0] == state:
            return self.loaded[1]
        self.loaded = (None, None)
        is_adapter = state is not None and os.path.exists(os.path.join(state, ADAPTER))
        where = self.base if state is None or is_adapter else state
        model = transformers.AutoModelForCausalLM.from_pretrained(
            where, local_files_only=True, torch_dtype=self.dtype
        ).to(self.device)
        if is_adapter:
            model = peft.PeftModel.from_pretrained(model, state, is_trainable=fresh)
        model.eval()
        if not fresh:
            self.loaded = (state, model)
        return model

    def prompt_ids(self, prompt):
        ids = self.tokenizer(prompt)["input_ids"]
        return ids[:-1] if len(ids) > 1 and ids[-1] == self.tokenizer.eos_token_id else ids

    def pair_ids(self, prompt, text):
        """Symbols of a prompt, and of a text after it as both are cut together, unless they melt into one another; with the end."""
        before = self.prompt_ids(prompt)
        together = self.prompt_ids(prompt + text)
        if together[: len(before)] == before:
            own = together[len(before) :]
        else:
            own = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        return before, own + [self.tokenizer.eos_token_id]

    def padded(self, rows):
        """Rows filled on the right, which no earlier position sees."""
        width = max(len(row) for row in rows)
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows], device=self.device)
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows], device=self.device)
        return ids, mask

    def token_logprobs(self, model, pairs):
        """For each (prompt, own) the log-probabilities of the own symbols, float32."""
        ids, mask = self.padded([before + own for before, own in pairs])
        logits = model(input_ids=ids, attention_mask=mask).logits[:, :-1].float()
        picked = torch.log_softmax(logits, -1).gather(-1, ids[:, 1:].unsqueeze(-1)).squeeze(-1)
        return [
            picked[row, len(before) - 1 : len(before) + len(own) - 1] for row, (before, own) in enumerate(pairs)
        ]

    def logprobs(self, model, pairs, kind):
        """Sums of `token_logprobs`, a few rows at a time."""
        sums = []
        with torch.no_grad():
            for first in range(0, len(pairs), self.rows):
                for values in self.token_logprobs(model, pairs[first : first + self.rows]):
                    total = values.double().sum().item()
                    if not math.isfinite(total):
                        raise ArithmeticError(f"a log-probability is {total}; try --dtype float32")
                    sums.append(total)
                say({"type": "progress", "done": len(sums), "of": len(pairs)})
        return sums

    def score(self, request):
        pairs = [self.pair_ids(line["prompt"], line["text"]) for line in lines_of(request["pairs"])]
        sums = self.logprobs(self.model(request["state"]), pairs, "score")
        write_lines(
            request["to"],
            [{"logprob": min(0.0, total), "tokens": len(own)} for total, (_, own) in zip(sums, pairs)],
        )
        say({"type": "scored", "promptTokens": sum(len(a) + len(b) for a, b in pairs), "tokens": 0})

    def propose(self, request):
        model = self.model(request["state"])
        prompts = [self.prompt_ids(line["prompt"]) for line in lines_of(request["prompts"])]
        torch.manual_seed(request["seed"])
        written = [[] for _ in prompts]
        for first in range(0, len(prompts), self.rows):
            part = prompts[first : first + self.rows]
            for place, texts in enumerate(self.generate(model, part, request, 1, False)):
                written[first + place] += texts
            drawn = request["candidates"] - 1 if request["search"] == "sample" else 0
            if drawn > 0:
                for place, texts in enumerate(self.generate(model, part, request, drawn, True)):
                    written[first + place] += texts
            say({"type": "progress", "done": first + len(part), "of": len(prompts)})
        pairs = [(prompts[place], own) for place, texts in enumerate(written) for own in texts]
        sums = iter(self.logprobs(model, pairs, "propose"))
        lines = [{"candidates": [self.candidate(own, next(sums)) for own in texts]} for texts in written]
        write_lines(request["to"], lines)
        asked = sum(len(prompt) for prompt in prompts)
        say({"type": "proposed", "promptTokens": asked, "tokens": sum(len(own) for _, own in pairs)})

    def generate(self, model, prompts, request, copies, is_drawn):
        """For each prompt the symbols of `copies` texts, an end included. Prompts are filled on the left."""
        end = self.tokenizer.eos_token_id
        width = max(len(prompt) for prompt in prompts)
        ids = torch.tensor([[end] * (width - len(prompt)) + prompt for prompt in prompts], device=self.device)
        mask = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts], device=self.device)
        drawing = {"temperature": request["temperature"], "top_p": request["topP"], "top_k": 0} if is_drawn else {}
        config = transformers.GenerationConfig(
            do_sample=is_drawn,
            num_return_sequences=copies,
            max_new_tokens=request["maxTokens"],
            eos_token_id=end,
            pad_token_id=end,
            **drawing,
        )
        with torch.no_grad():
            found = model.generate(input_ids=ids, attention_mask=mask, generation_config=config)[:, width:].tolist()
        cut = [row[: row.index(end) + 1] if end in row else row for row in found]
        return [cut[place * copies : (place + 1) * copies] for place in range(len(prompts))]

    def candidate(self, own, total):
        has_ended = own[-1] == self.tokenizer.eos_token_id
        text = self.tokenizer.decode(
            own[:-1] if has_ended else own, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return {"text": text, "logprob": min(0.0, total), "tokens": len(own), "hasEnded": has_ended}

    def train(self, request):
        recipe = request["recipe"]
        torch.manual_seed(recipe["seed"])
        model = self.model(request["from"], fresh=True)
        model = self.with_adapter(model, recipe.get("lora"))
        if self.checkpointing:
            model.gradient_checkpointing_enable()
            model.enable_input_require_grads()
        model.train()
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimiser = adam(trained, recipe)
        lessons = lines_of(request["examples"])
        order = self.order(lessons, recipe)
        marks = os.path.join(request["unfinished"], "state.pt")
        first, losses = self.resumed(marks, trained, optimiser)
        written = time.monotonic()
        for step in range(first, recipe["steps"]):
            batch = [self.lesson_ids(lessons[place], recipe["longest"]) for place in order[step]]
            losses = (losses + [self.step(model, trained, optimiser, batch, step, recipe)])[-20:]
            say({"type": "progress", "done": step + 1, "of": recipe["steps"], "loss": losses[-1]})
            if time.monotonic() - written > SECONDS_BETWEEN_STATES:
                self.keep(marks, step + 1, losses, trained, optimiser)
                written = time.monotonic()
        model.eval()
        model.save_pretrained(request["to"], safe_serialization=True)
        if not os.path.exists(os.path.join(request["to"], ADAPTER)):
            self.tokenizer.save_pretrained(request["to"])
        say({"type": "trained", "steps": recipe["steps"], "loss": sum(losses) / len(losses)})

    def with_adapter(self, model, lora):
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

    def order(self, lessons, recipe):
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

    def lesson_ids(self, lesson, longest):
        before, own = self.pair_ids(lesson["prompt"], lesson["text"])
        own = own[: longest - 1]
        return before[-(longest - len(own)) :], own

    def step(self, model, trained, optimiser, batch, step, recipe):
        """One step of all pairs, some rows at a time; the loss is the mean over the texts' symbols."""
        total = sum(len(own) for _, own in batch)
        loss = 0.0
        for first in range(0, len(batch), self.rows):
            values = self.token_logprobs(model, batch[first : first + self.rows])
            part = -sum(row.sum() for row in values) / total
            part.backward()
            loss += part.item()
        if not math.isfinite(loss):
            raise ArithmeticError(f"the loss is {loss} at step {step + 1}; lower the learning rate or try --dtype float32")
        take_step(optimiser, trained, recipe, step + 1)
        return loss

    def resumed(self, marks, trained, optimiser):
        if not os.path.exists(marks):
            return 0, []
        kept = torch.load(marks, map_location=self.device, weights_only=True)
        with torch.no_grad():
            for parameter, values in zip(trained, kept["parameters"]):
                parameter.copy_(values)
        optimiser.load_state_dict(kept["optimiser"])
        return kept["step"], kept["losses"]

    def keep(self, marks, step, losses, trained, optimiser):
        values = {
            "step": step,
            "losses": losses,
            "parameters": [parameter.detach() for parameter in trained],
            "optimiser": optimiser.state_dict(),
        }
        torch.save(values, marks + ".part")
        os.replace(marks + ".part", marks)

    def save(self, request):
        model = self.model(request["state"], fresh=True)
        if isinstance(model, peft.PeftModel):
            model = model.merge_and_unload()
        model.save_pretrained(request["to"], safe_serialization=True)
        self.tokenizer.save_pretrained(request["to"])
        say({"type": "saved"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device")
    parser.add_argument("--dtype", choices=["float32", "bfloat16", "float16"])
    parser.add_argument("--rows", type=int, default=4, help="pairs computed at a time; no effect on what a step is")
    parser.add_argument("--checkpointing", action="store_true", help="compute activations again instead of keeping them")
    trainer = Trainer(parser.parse_args())
    work = {name: getattr(trainer, name) for name in ("open", "train", "propose", "score", "save")}
    for text in sys.stdin:
        request = json.loads(text)
        if request["type"] == "close":
            return
        try:
            work[request["type"]](request)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            traceback.print_exc()
            say({"type": "failed", "message": f"{type(error).__name__}: {error}"})


main()
