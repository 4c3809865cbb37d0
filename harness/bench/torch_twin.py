"""Answers JSON Lines requests with PyTorch: the peer that `npm run bench -- engine` is measured against.

Every request has `op`; every answer has `seconds`, the wall time of the work itself. Tensors travel in safetensors files.
"""
import json
import sys
import time

import torch

import torch_files
import torch_model
import torch_search


class Twin:
    def __init__(self, device="cpu", precision="float32"):
        self.device, self.is_narrow = device, precision == "bfloat16"
        self.config, self.parameters, self.optimizer, self.inputs = {}, {}, None, {}

    def precision(self):
        return torch.autocast(self.device, torch.bfloat16, enabled=self.is_narrow)

    def read(self, path):
        return {name: t.to(self.device) for name, t in torch_files.read(path).items()}

    def open(self, config, weights, inputs, optimizer=None):
        """A model with its weights and input tensors; `optimizer` has lr, betas, eps, clip."""
        self.config, self.inputs = config, self.read(inputs)
        self.parameters = {name: t.requires_grad_() for name, t in self.read(weights).items()}
        if self.is_narrow and not optimizer:
            self.parameters = {name: t.detach().bfloat16() for name, t in self.parameters.items()}
        self.clip = optimizer and optimizer.get("clip")
        self.optimizer = optimizer and torch.optim.Adam(
            self.parameters.values(), optimizer["lr"], optimizer["betas"], optimizer["eps"]
        )

    def train(self, first, rows):
        """One Adam step on a batch of the inputs; the loss before it."""
        batch = [self.inputs[name][first : first + rows] if name in self.inputs else None for name in ("source", "target")]
        with self.precision():
            loss = torch_model.loss(self.config, self.parameters, *batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if self.clip:
            torch.nn.utils.clip_grad_norm_(self.parameters.values(), self.clip)
        self.optimizer.step()
        return {"loss": loss.item()}

    def forward(self, out):
        """Logits, loss and gradients of all inputs, to a file."""
        source, target = self.inputs.get("source"), self.inputs["target"]
        loss = torch_model.loss(self.config, self.parameters, source, target)
        loss.backward()
        gradients = {f"gradient.{name}": t.grad for name, t in self.parameters.items()}
        logits = torch_model.logits(self.config, self.parameters, source, target)
        torch_files.write(out, {"logits": logits, "loss": loss, **gradients})

    def save(self, out):
        torch_files.write(out, self.parameters)

    @torch.inference_mode()
    def greedy(self, rows, count=None, out=None):
        """The first `count` sources, or all, `rows` at a time."""
        sources = self.inputs["source"][:count].split(rows)
        with self.precision():
            parts = [torch_search.greedy(self.config, self.parameters, s) for s in sources]
        self.write_search(out, parts)

    @torch.inference_mode()
    def beam(self, rows, beams, count=None, out=None):
        sources = self.inputs["source"][:count].split(rows)
        with self.precision():
            parts = [torch_search.beam(self.config, self.parameters, s, beams) for s in sources]
        self.write_search(out, parts)

    def write_search(self, out, parts):
        if out is None:
            return
        symbols, scores = (torch.cat(column) for column in zip(*parts))
        torch_files.write(out, {"symbols": symbols.int(), "scores": scores})

    def matmul(self, size):
        """A product of two square matrices, prepared before the clock starts."""
        key = f"square {size}"
        if key not in self.inputs:
            self.inputs[key] = torch.rand(size, size)
        self.wait()
        started = time.perf_counter()
        with torch.inference_mode(), self.precision():
            self.inputs[key] @ self.inputs[key]
        self.wait()
        return {"seconds": time.perf_counter() - started}

    def wait(self):
        """Until the device has done what it was given."""
        if self.device != "cpu":
            torch.cuda.synchronize()

    def version(self):
        return {"version": torch.__version__}


def main():
    device = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    if device != "cpu":
        torch.set_default_device(device)
    twin = Twin(device, *sys.argv[2:])
    for line in sys.stdin:
        request = json.loads(line)
        operation = getattr(twin, request.pop("op"))
        started = time.perf_counter()
        answer = operation(**request) or {}
        twin.wait()
        print(json.dumps({"seconds": time.perf_counter() - started, **answer}), flush=True)


if __name__ == "__main__":
    main()
