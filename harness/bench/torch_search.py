"""Greedy and beam search of harness/models in PyTorch: same cache, same order of operations."""
import torch

from torch_model import (
    add_positions,
    attend,
    cross_attention,
    embed,
    encode,
    feed_forward,
    merge_heads,
    norm,
    output_matrix,
    rotate,
    split_heads,
)


def next_states(c, p, context, cache, symbols, position):
    rows, sources = symbols.shape[0], context["sources"]
    x = add_positions(c, p, "decoder", embed(c, p, symbols), position, 1)
    longer = []
    for layer in range(c["decoderLayers"]):
        name = f"decoder.{layer}"
        q, k, v = split_heads(c, norm(p, f"{name}.self.norm", x) @ p[f"{name}.self.qkv"], rows, 3)
        q, k = rotate(c, q, position), rotate(c, k, position)
        if position > 0:
            k, v = torch.cat([cache[layer][0], k], 2), torch.cat([cache[layer][1], v], 2)
        longer.append((k, v))
        x = x + merge_heads(attend(q, k, v)) @ p[f"{name}.self.output"]
        x = x + cross_attention(c, p, f"{name}.cross", x, sources, context["layers"][layer], context["mask"])
        x = x + feed_forward(c, p, f"{name}.feedForward", x)
    return norm(p, "decoder.norm", x), longer


def read_sources(c, p, source):
    memory, mask = encode(c, p, source)
    names = [f"decoder.{layer}.cross.keyValue" for layer in range(c["decoderLayers"])]
    layers = [split_heads(c, memory @ p[name], source.shape[0], 2) for name in names]
    layers = [(k.contiguous(), v.contiguous()) for k, v in layers]
    return {"sources": source.shape[0], "layers": layers, "mask": mask}


def start(c, sources):
    return torch.full((sources,), c["symbols"]["start"], dtype=torch.int64)


def greedy(c, p, source):
    """Symbols `[sources, targetLength]` and their log-probabilities."""
    context, cache, last = read_sources(c, p, source), None, start(c, source.shape[0])
    matrix, symbols, scores = output_matrix(c, p).T, [], []
    for position in range(c["targetLength"]):
        x, cache = next_states(c, p, context, cache, last, position)
        best, last = torch.log_softmax(x @ matrix, -1).max(-1)
        symbols.append(last)
        scores.append(best)
    return torch.stack(symbols, 1), torch.stack(scores, 1)


def beam(c, p, source, beams):
    """Symbols `[sources, beams, targetLength]` and totals `[sources, beams]`, likeliest first; targets of fixed length."""
    sources = source.shape[0]
    context, cache, last = read_sources(c, p, source), None, start(c, sources)
    matrix, totals = output_matrix(c, p).T, torch.zeros(sources, 1)
    history = torch.empty(sources, 0, dtype=torch.int64)
    for position in range(c["targetLength"]):
        x, cache = next_states(c, p, context, cache, last, position)
        costs = torch.log_softmax(x @ matrix, -1).view(sources, totals.shape[1], -1)
        extended = (totals[:, :, None] + costs).view(sources, -1)
        former, width = totals.shape[1], costs.shape[2]
        totals, indices = extended.topk(min(beams, extended.shape[1]), sorted=True)
        parents = (indices // width + torch.arange(sources)[:, None] * former).view(-1)
        last = (indices % width).view(-1)
        history = torch.cat([history.index_select(0, parents), last[:, None]], 1)
        if position < c["targetLength"] - 1:
            cache = [(k.index_select(0, parents), v.index_select(0, parents)) for k, v in cache]
    return history.view(sources, -1, c["targetLength"]), totals
