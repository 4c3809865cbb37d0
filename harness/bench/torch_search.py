"""Greedy and beam search of harness/models in PyTorch: same cache, same order of operations."""
import torch
import torch.nn.functional as F

from torch_model import (
    add_positions,
    attend,
    causal_mask,
    cross_attention,
    embed,
    encode,
    feed_forward,
    merge_heads,
    norm,
    output_matrix,
    padding_mask,
    project,
    rotate,
    split_heads,
)


def next_states(c, p, context, cache, symbols, position):
    rows, sources, place = symbols.shape[0], context["sources"], context["before"] + position
    x = add_positions(c, p, "decoder", embed(c, p, symbols), place, 1)
    longer, mask = [], None
    if context["before"] > 0 and context["mask"] is not None:
        mask = F.pad(context["mask"].repeat_interleave(rows // sources, 0), (0, position + 1))
    for layer in range(c["decoderLayers"]):
        name = f"decoder.{layer}"
        q, k, v = project(c, p, f"{name}.self", norm(c, p, f"{name}.self.norm", x), rows)
        q, k = rotate(c, q, place), rotate(c, k, place)
        if cache is not None:
            k, v = torch.cat([cache[layer][0], k], 2), torch.cat([cache[layer][1], v], 2)
        longer.append((k, v))
        x = x + merge_heads(attend(q, k, v, mask)) @ p[f"{name}.self.output"]
        if c["kind"] == "encoder-decoder":
            x = x + cross_attention(c, p, f"{name}.cross", x, sources, context["layers"][layer], context["mask"])
        x = x + feed_forward(c, p, f"{name}.feedForward", x)
    return norm(c, p, "decoder.norm", x), longer


def read_sources(c, p, source):
    """What all rows of a source share, and the cache before the first symbol."""
    if c["kind"] == "decoder-only":
        return read_prompts(c, p, source)
    memory, mask = encode(c, p, source)
    names = [f"decoder.{layer}.cross.keyValue" for layer in range(c["decoderLayers"])]
    layers = [split_heads(c, memory @ p[name], source.shape[0], 2) for name in names]
    layers = [(k.contiguous(), v.contiguous()) for k, v in layers]
    return {"sources": source.shape[0], "before": 0, "layers": layers, "mask": mask}, None


def read_prompts(c, p, source):
    rows, length = source.shape
    padding = padding_mask(c, source)
    mask = causal_mask(length) if padding is None else causal_mask(length) + padding
    x, cache = add_positions(c, p, "decoder", embed(c, p, source), 0, length), []
    for layer in range(c["decoderLayers"]):
        name = f"decoder.{layer}"
        q, k, v = project(c, p, f"{name}.self", norm(c, p, f"{name}.self.norm", x), rows)
        k = rotate(c, k, 0)
        cache.append((k, v))
        x = x + merge_heads(attend(rotate(c, q, 0), k, v, mask)) @ p[f"{name}.self.output"]
        x = x + feed_forward(c, p, f"{name}.feedForward", x)
    return {"sources": rows, "before": length, "mask": padding}, cache


def start(c, sources):
    return torch.full((sources,), c["symbols"]["start"], dtype=torch.int64)


def greedy(c, p, source):
    """Symbols `[sources, targetLength]` and their log-probabilities."""
    (context, cache), last = read_sources(c, p, source), start(c, source.shape[0])
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
    (context, cache), last = read_sources(c, p, source), start(c, sources)
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
