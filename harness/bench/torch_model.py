"""The transformers of harness/models in PyTorch: same parameters by name, same mathematics, PyTorch's own operators.

Left out, because nothing is measured with them: copy heads and constrained positions.
"""
import math

import torch
import torch.nn.functional as F

HIDDEN_SCORE = -1e9


def norm(p, name, x):
    return F.layer_norm(x, x.shape[-1:], p[f"{name}.scale"], p[f"{name}.shift"], 1e-5)


def feed_forward(c, p, name, x):
    inner = norm(p, f"{name}.norm", x) @ p[f"{name}.up"]
    return (F.relu(inner) if c["activation"] == "relu" else F.gelu(inner)) @ p[f"{name}.down"]


def attend(q, k, v, mask=None):
    scores = (q * (1 / math.sqrt(q.shape[-1]))) @ k.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    return scores.softmax(-1) @ v


def split_heads(c, x, rows, parts):
    depth = c["width"] // c["heads"]
    return x.view(rows, -1, parts, c["heads"], depth).permute(2, 0, 3, 1, 4).unbind(0)


def merge_heads(x):
    rows, heads, length, depth = x.shape
    return x.transpose(1, 2).reshape(rows * length, heads * depth)


def embed(c, p, symbols):
    return F.embedding(symbols.reshape(-1), p["embedding"]) * math.sqrt(c["width"])


def add_positions(c, p, part, x, first, length):
    if c["positions"] == "rotary":
        return x
    table = p[f"{part}.positions"][first : first + length]
    return (x.view(-1, length, c["width"]) + table).view(-1, c["width"])


def rotate(c, x, first):
    if c["positions"] == "learned":
        return x
    length, depth = x.shape[2:]
    pairs = depth // 2
    rates = 10_000.0 ** (-torch.arange(pairs, dtype=torch.float64) / pairs)
    angle = torch.arange(first, first + length, dtype=torch.float64)[:, None] * rates
    cosines, sines = angle.cos().float(), angle.sin().float()
    low, high = x.chunk(2, -1)
    return torch.cat([low * cosines - high * sines, high * cosines + low * sines], -1)


def padding_mask(c, symbols):
    pad = c["symbols"].get("pad")
    return None if pad is None else ((symbols == pad) * HIDDEN_SCORE)[:, None, None, :]


def causal_mask(length):
    return torch.full((length, length), HIDDEN_SCORE).triu(1)


def self_attention(c, p, name, x, rows, mask):
    q, k, v = split_heads(c, norm(p, f"{name}.norm", x) @ p[f"{name}.qkv"], rows, 3)
    return merge_heads(attend(rotate(c, q, 0), rotate(c, k, 0), v, mask)) @ p[f"{name}.output"]


def cross_attention(c, p, name, x, rows, key_value, mask):
    (q,) = split_heads(c, norm(p, f"{name}.norm", x) @ p[f"{name}.query"], rows, 1)
    return merge_heads(attend(q, *key_value, mask)) @ p[f"{name}.output"]


def encode(c, p, source):
    rows, length = source.shape
    mask = padding_mask(c, source)
    x = add_positions(c, p, "encoder", embed(c, p, source), 0, length)
    for layer in range(c["encoderLayers"]):
        x = x + self_attention(c, p, f"encoder.{layer}.self", x, rows, mask)
        x = x + feed_forward(c, p, f"encoder.{layer}.feedForward", x)
    return norm(p, "encoder.norm", x), mask


def states(c, p, source, target):
    """Final states that predict each target symbol, `[rows·targetLength, width]`."""
    rows, targets = target.shape
    read = torch.cat([torch.full((rows, 1), c["symbols"]["start"], dtype=target.dtype), target[:, :-1]], 1)
    prompt, mask, memory = 0, None, None
    if c["kind"] == "encoder-decoder":
        memory, memory_mask = encode(c, p, source)
    elif c["sourceLength"] > 0:
        prompt, mask = source.shape[1], padding_mask(c, source)
        read = torch.cat([source, read], 1)
    causal = causal_mask(read.shape[1])
    mask = causal if mask is None else causal + F.pad(mask, (0, targets))
    x = add_positions(c, p, "decoder", embed(c, p, read), 0, read.shape[1])
    for layer in range(c["decoderLayers"]):
        name = f"decoder.{layer}"
        x = x + self_attention(c, p, f"{name}.self", x, rows, mask)
        if memory is not None:
            key_value = split_heads(c, memory @ p[f"{name}.cross.keyValue"], rows, 2)
            x = x + cross_attention(c, p, f"{name}.cross", x, rows, key_value, memory_mask)
        x = x + feed_forward(c, p, f"{name}.feedForward", x)
    if prompt > 0:
        x = x.view(rows, prompt + targets, -1)[:, prompt:].reshape(rows * targets, -1)
    return norm(p, "decoder.norm", x)


def output_matrix(c, p):
    return p["embedding" if c["tiedOutput"] else "output"]


def logits(c, p, source, target):
    return states(c, p, source, target) @ output_matrix(c, p).T


def loss(c, p, source, target):
    """Mean negative log-likelihood per target symbol that is not padding."""
    ignored = c["symbols"].get("pad", -100)
    return F.cross_entropy(logits(c, p, source, target), target.reshape(-1).long(), ignore_index=ignored)
