"""safetensors for PyTorch, by the format's description: no package but torch itself."""
import json
import struct

import torch

DTYPES = {"F32": torch.float32, "I32": torch.int32}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def read(path):
    """Tensors of a file by name."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    body = 8 + length
    return {name: tensor_of(data, body, entry) for name, entry in header.items()}


def tensor_of(data, body, entry):
    start, end = entry["data_offsets"]
    dtype = DTYPES[entry["dtype"]]
    if start == end:
        return torch.empty(entry["shape"], dtype=dtype)
    flat = torch.frombuffer(data, dtype=dtype, count=(end - start) // 4, offset=body + start)
    return flat.reshape(entry["shape"]).clone()


def write(path, tensors):
    """Writes float32 and int32 tensors."""
    header, parts, end = {}, [], 0
    for name, tensor in sorted(tensors.items()):
        raw = tensor.detach().contiguous().cpu().numpy().tobytes()
        header[name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [end, end + len(raw)],
        }
        parts.append(raw)
        end += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))
