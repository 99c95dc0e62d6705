"""Logits of all heads of torchvision's GoogLeNet on photographs, and the same network as .pth files.

    python reference/torchvision_heads.py FOLDER PHOTOGRAPH...

Needs torch, torchvision and Pillow. The values of the parameters follow from their names, so that a test can make the same
network. Writes into FOLDER:
    heads.safetensors       logits, aux1, aux2 [n, 10]: a test resource (core, torchvision_heads.safetensors)
    heads.npz               the same with the network's input, for `googlenet import --golden`
    zip.pth, stream.pth     the state dictionary, as torch writes it and as it did before 1.6
    published.pth           the same, with a prefix and nested, as training programs write it
    labels.txt              names of the 10 classes
"""
import json
import os
import struct
import sys
import zlib

import numpy as np
import torch
import torchvision
from PIL import Image

CLASSES = 10
MASK = (1 << 64) - 1


def uniform(name, n):
    """n numbers in [0, 1): SplitMix64 seeded with the name's CRC-32, the top 24 bits of each output."""
    state = zlib.crc32(name.encode())
    steps = np.arange(1, n + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = np.uint64(state) + steps * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / (1 << 24)


def parameter(name, shape):
    n = int(np.prod(shape))
    u = uniform(name, n).reshape(shape)
    if len(shape) > 1:
        return ((2 * u - 1) * np.sqrt(6.0 / (n / shape[0]))).astype("float32")
    scale = name.endswith("running_var") or name.endswith("weight")
    return (0.5 + u if scale else 0.2 * (u - 0.5)).astype("float32")


def network():
    net = torchvision.models.googlenet(weights=None, init_weights=False, aux_logits=True, num_classes=CLASSES)
    for name, value in net.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            value.copy_(torch.from_numpy(parameter(name, tuple(value.shape))))
    return net.eval()


def picture(path):
    """As torchvision's weights ask for: short side 256, centre 224, ImageNet's mean and deviation."""
    image = Image.open(path).convert("RGB")
    width, height = image.size
    short = min(width, height)
    size = (256 if width == short else int(256 * width / height), 256 if height == short else int(256 * height / width))
    image = image.resize(size, Image.BILINEAR)
    left, top = round((size[0] - 224) / 2), round((size[1] - 224) / 2)
    pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), dtype="float32") / 255
    normalised = (pixels - np.array([.485, .456, .406], "float32")) / np.array([.229, .224, .225], "float32")
    return torch.from_numpy(normalised.transpose(2, 0, 1).copy())


def heads(net, x):
    """The auxiliary heads run in training mode only; here they are called on what they read."""
    read = {}
    hooks = [net.inception4a.register_forward_hook(lambda m, i, o: read.update(aux1=o)),
             net.inception4d.register_forward_hook(lambda m, i, o: read.update(aux2=o))]
    with torch.no_grad():
        out = {"logits": net(x), "aux1": net.aux1(read["aux1"]), "aux2": net.aux2(read["aux2"])}
    for hook in hooks:
        hook.remove()
    return {k: v.numpy() for k, v in out.items()}


def write_safetensors(path, tensors, metadata):
    header, offset = {"__metadata__": metadata}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(v.astype("<f4").tobytes() for v in tensors.values()))


def main():
    folder, photographs = sys.argv[1], sys.argv[2:]
    torch.set_num_threads(2)
    net = network()
    x = torch.stack([picture(p) for p in photographs])
    out = heads(net, x)
    write_safetensors(os.path.join(folder, "heads.safetensors"), out, {
        "made_with": f"torch {torch.__version__}, torchvision {torchvision.__version__}",
        "photographs": " ".join("/".join(p.split("/")[-2:]) for p in photographs)})
    np.savez(os.path.join(folder, "heads.npz"), input=x.numpy(), **out)
    state = net.state_dict()
    torch.save(state, os.path.join(folder, "zip.pth"))
    torch.save(state, os.path.join(folder, "stream.pth"), _use_new_zipfile_serialization=False)
    nested = {"epoch": 3, "state_dict": {"module." + k: v for k, v in state.items()}}
    torch.save(nested, os.path.join(folder, "published.pth"))
    with open(os.path.join(folder, "labels.txt"), "w") as f:
        f.write("".join(f"class {i}\n" for i in range(CLASSES)))


if __name__ == "__main__":
    main()
