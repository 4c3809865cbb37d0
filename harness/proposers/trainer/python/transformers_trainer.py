"""A trainer on `transformers` and `peft`, for models that the engine should not try. Speaks docs/outside-trainer.md.

    python3 transformers_trainer.py [--device cuda] [--dtype bfloat16] [--rows 4] [--checkpointing]

The base is a folder in the hub's layout; nothing is fetched. A state is an adapter (`lora` in the recipe) or a whole model.
"""
import argparse
import json
import math
import os
import sys
import traceback

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from messages import lines_of, say, write_lines  # noqa: E402 - before what prints

import peft  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from training import train, with_adapter  # noqa: E402

ADAPTER = "adapter_config.json"


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
        model = with_adapter(self.model(request["from"], fresh=True), recipe.get("lora"))
        if self.checkpointing:
            model.gradient_checkpointing_enable()
            model.enable_input_require_grads()
        loss = train(model, request, self.rows, self.pair_ids, self.token_logprobs)
        model.save_pretrained(request["to"], safe_serialization=True)
        if not os.path.exists(os.path.join(request["to"], ADAPTER)):
            self.tokenizer.save_pretrained(request["to"])
        say({"type": "trained", "steps": recipe["steps"], "loss": loss})

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
