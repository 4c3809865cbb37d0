"""The transformers of harness/models in PyTorch: same parameters by name, same mathematics, PyTorch's own operators.

Left out, because nothing is measured with them: copy heads, constrained positions, adapters, biases and rotary scalings.
"""
import functools
import math

import torch
import torch.nn.functional as F

HIDDEN_SCORE = -1e9


def norm(c, p, name, x):
    epsilon = c.get("normEpsilon", 1e-5)
    if c.get("norm") == "rms":
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * p[f"{name}.scale"]
    return F.layer_norm(x, x.shape[-1:], p[f"{name}.scale"], p[f"{name}.shift"], epsilon)


def feed_forward(c, p, name, x):
    normal = norm(c, p, f"{name}.norm", x)
    inner = normal @ p[f"{name}.up"]
    if c["activation"] == "swiglu":
        return (F.silu(normal @ p[f"{name}.gate"]) * inner) @ p[f"{name}.down"]
    return (F.relu(inner) if c["activation"] == "relu" else F.gelu(inner)) @ p[f"{name}.down"]


def attend(q, k, v, mask=None):
    shared = q.shape[1] // k.shape[1]
    if shared > 1:
        k, v = k.repeat_interleave(shared, 1), v.repeat_interleave(shared, 1)
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v.to(q.dtype), mask if mask is None else mask.to(q.dtype))
    scores = (q * (1 / math.sqrt(q.shape[-1]))) @ k.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    return scores.softmax(-1) @ v


def split_heads(c, x, rows, parts):
    depth = c["width"] // c["heads"]
    return x.view(rows, -1, parts, c["heads"], depth).permute(2, 0, 3, 1, 4).unbind(0)


def project(c, p, name, x, rows):
    """Queries, keys and values; fewer heads of the last two where neighbouring queries share one."""
    x, width, heads = x @ p[f"{name}.qkv"], c["width"], c["heads"]
    groups = c.get("keyValueHeads", heads)
    if groups == heads:
        return split_heads(c, x, rows, 3)
    narrow = width * groups // heads
    parts = x.split([width, narrow, narrow], 1)
    return [part.view(rows, -1, part.shape[1] * heads // width, width // heads).transpose(1, 2) for part in parts]


def merge_heads(x):
    rows, heads, length, depth = x.shape
    return x.transpose(1, 2).reshape(rows * length, heads * depth)


def embed(c, p, symbols):
    rows = F.embedding(symbols.reshape(-1), p["embedding"])
    return rows if c.get("scaledEmbedding") is False else rows * math.sqrt(c["width"])


def add_positions(c, p, part, x, first, length):
    if c["positions"] == "rotary":
        return x
    table = p[f"{part}.positions"][first : first + length]
    return (x.view(-1, length, c["width"]) + table).view(-1, c["width"])


def rotate(c, x, first):
    if c["positions"] == "learned":
        return x
    length, depth = x.shape[2:]
    cosines, sines = turns(float(c.get("rotary", {}).get("base", 10_000)), depth // 2, first, first + length)
    low, high = x.chunk(2, -1)
    return torch.cat([low * cosines - high * sines, high * cosines + low * sines], -1).to(x.dtype)


@functools.cache
@torch.inference_mode(False)
def turns(base, pairs, first, end):
    """Kept: they are the same in every layer and step."""
    rates = base ** (-torch.arange(pairs, dtype=torch.float64) / pairs)
    angle = torch.arange(first, end, dtype=torch.float64)[:, None] * rates
    return angle.cos().float(), angle.sin().float()


def padding_mask(c, symbols):
    pad = c["symbols"].get("pad")
    return None if pad is None else ((symbols == pad) * HIDDEN_SCORE)[:, None, None, :]


def causal_mask(length):
    return torch.full((length, length), HIDDEN_SCORE).triu(1)


def self_attention(c, p, name, x, rows, mask):
    q, k, v = project(c, p, name, norm(c, p, f"{name}.norm", x), rows)
    return merge_heads(attend(rotate(c, q, 0), rotate(c, k, 0), v, mask)) @ p[f"{name}.output"]


def cross_attention(c, p, name, x, rows, key_value, mask):
    (q,) = split_heads(c, norm(c, p, f"{name}.norm", x) @ p[f"{name}.query"], rows, 1)
    return merge_heads(attend(q, *key_value, mask)) @ p[f"{name}.output"]


def encode(c, p, source):
    rows, length = source.shape
    mask = padding_mask(c, source)
    x = add_positions(c, p, "encoder", embed(c, p, source), 0, length)
    for layer in range(c["encoderLayers"]):
        x = x + self_attention(c, p, f"encoder.{layer}.self", x, rows, mask)
        x = x + feed_forward(c, p, f"encoder.{layer}.feedForward", x)
    return norm(c, p, "encoder.norm", x), mask


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
    return norm(c, p, "decoder.norm", x)


def output_matrix(c, p):
    return p["embedding" if c["tiedOutput"] else "output"]


def logits(c, p, source, target):
    return states(c, p, source, target) @ output_matrix(c, p).T


def loss(c, p, source, target):
    """Mean negative log-likelihood per target symbol that is not padding."""
    ignored = c["symbols"].get("pad", -100)
    return F.cross_entropy(logits(c, p, source, target), target.reshape(-1).long(), ignore_index=ignored)
