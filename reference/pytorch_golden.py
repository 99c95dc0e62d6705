"""Golden files of PyTorch's two forms of .pth, written by the real torch.

    pip install torch==1.13.1 'numpy<2'    # in one environment, Python 3.11 or earlier
    pip install torch numpy                # the newest, in another
    python reference/pytorch_golden.py core/src/test/resources/io/github/googlenet4j/foreign/pytorch

Run it once with each: the names of the files end in the version. Beside them it writes
golden_VERSION.json: for each file the type, shape and values of each tensor, as bits of float32 in
hexadecimal, as torch.load reads them again; or none, where the file is to be refused.
"""

import argparse
import collections
import io
import json
import os
import pathlib
import sys
import zipfile

import numpy
import torch

folder = sys.argv[1]
version = ".".join(torch.__version__.split(".")[:2])
golden = {}


def network():
    """The first unit and the last layer of torchvision's googlenet, with fewer channels."""
    torch.manual_seed(18)
    unit = torch.nn.Module()
    unit.conv = torch.nn.Conv2d(3, 4, 3, bias=False)
    unit.bn = torch.nn.BatchNorm2d(4, eps=0.001)
    net = torch.nn.Module()
    net.conv1 = unit
    net.fc = torch.nn.Linear(5, 3)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter)
    torch.nn.init.uniform_(unit.bn.running_var)
    return net


def described(tensor):
    values = tensor.detach().contiguous()
    floating = values.dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16)
    bits = values.to(torch.float32).numpy().astype("<f4").tobytes().hex() if floating else None
    return {"type": str(tensor.dtype).replace("torch.", ""), "shape": list(tensor.shape), "bits": bits}


def expect(name, tensors):
    golden[name] = None if tensors is None else {k: described(v) for k, v in tensors.items()}


def save(name, saved, tensors, zipped=True, **options):
    path = os.path.join(folder, f"{name}_{version}.pth")
    torch.save(saved, path, _use_new_zipfile_serialization=zipped, **options)
    expect(os.path.basename(path), tensors)


def both(name, saved, tensors):
    save("zip_" + name, saved, tensors)
    save("stream_" + name, saved, tensors, zipped=False)


def types():
    values = [0.0, -0.0, 1.0, -2.5, 1 / 3, 65504.0, 1e-7, 6e-8, 3e38, 1e-40, float("inf"), float("-inf")]
    result = collections.OrderedDict()
    for kind in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        result[str(kind)] = torch.tensor(values, dtype=torch.float64).to(kind)
    for kind in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool):
        result[str(kind)] = torch.tensor([0, 1, 100]).to(kind)
    result["complex"] = torch.tensor([1 + 2j])
    if hasattr(torch, "uint16") and version != "1.13":
        result["torch.uint16"] = torch.tensor([1, 2], dtype=torch.uint16)
    return result


def views():
    torch.manual_seed(19)
    base = torch.randn(6, 8)
    cube = torch.randn(2, 3, 4, 5)
    return {
        "whole": base,
        "transposed": base.t(),
        "shared": base.view(48),
        "row": base[2],
        "column": base[:, 3],
        "steps": base[::2, 1::3],
        "tail": base.view(-1)[40:],
        "permuted": cube.permute(0, 2, 3, 1),
        "channels_last": cube.contiguous(memory_format=torch.channels_last),
        "slice": cube[:, 1:, :, 2],
        "scalar": torch.tensor(3.25),
        "empty": torch.zeros(0, 3),
        "one": torch.randn(1, 1, 1),
    }


state = network().state_dict()
both("state", state, state)
save("zip_half", collections.OrderedDict((k, v.half() if v.is_floating_point() else v) for k, v in state.items()),
     {k: v.half() if v.is_floating_point() else v for k, v in state.items()})
both("types", types(), types())
both("views", views(), views())
save("zip_protocol4", dict(state), state, pickle_protocol=4)
save("zip_protocol5", dict(state), state, pickle_protocol=5)
save("stream_protocol4", dict(state), state, zipped=False, pickle_protocol=4)

prefixed = collections.OrderedDict(("module." + k, v) for k, v in state.items())
both("prefix", prefixed, prefixed)

# A checkpoint of a training, with all that programs put beside the weights.
net = network()
optimizer = torch.optim.Adam(net.parameters())
net.fc(torch.ones(2, 5)).sum().backward()
net.conv1.conv.weight.grad = torch.ones_like(net.conv1.conv.weight)
optimizer.step()
trained = net.state_dict()
checkpoint = {
    "epoch": 3,
    "arch": "googlenet",
    "state_dict": trained,
    "best_acc1": numpy.float64(0.5),
    "scores": numpy.arange(3.0),
    "optimizer": optimizer.state_dict(),
    "lr_scheduler": torch.optim.lr_scheduler.StepLR(optimizer, 30).state_dict(),
    "args": argparse.Namespace(lr=0.1, device=torch.device("cpu"), output=pathlib.PurePosixPath("x").name, sizes={1, 2}),
    "losses": collections.defaultdict(list, {"train": [1.5, 2.5]}),
    "counts": collections.Counter("aab"),
    "queue": collections.deque([1, 2], maxlen=3),
    "size": torch.Size([1, 2]),
    "type": torch.float16,
    "nothing": (None, True, 2**40, -1, b"bytes", frozenset([1]), 1j),
}
both("checkpoint", checkpoint, trained)
both("nested", {"model": {"state_dict": trained}, "epoch": 1}, trained)
save("zip_ema", {"model": state, "model_ema": trained, "net": {}}, state)

# Parameters as they are, and one with an attribute of its own.
parameters = dict(network().named_parameters())
parameters["fc.bias"].note = "mine"
save("zip_parameters", parameters, parameters)

if version == "1.13":
    save("zip_model", torch.nn.Sequential(torch.nn.Linear(2, 2)), None)
    # Otherwise the file would hold the path and source of torch.nn.Sequential on this machine.
    torch.serialization.get_source_lines_and_file = None
    save("stream_model", torch.nn.Sequential(torch.nn.Linear(2, 2)), None, zipped=False)
    script = torch.jit.script(torch.nn.Sequential(torch.nn.Linear(2, 2)))
    torch.jit.save(script, os.path.join(folder, "script.pth"))
    expect("script.pth", None)
else:
    save("zip_model", torch.nn.Sequential(torch.nn.Linear(2, 2)), None)
    torch.serialization.set_crc32_options(False)
    save("zip_without_checksums", state, state)
    torch.serialization.set_crc32_options(True)
    # As a big-endian machine writes it: the same file with other bytes, which torch reads again.
    little = io.BytesIO()
    torch.save(collections.OrderedDict((k, v) for k, v in types().items() if "float" in k), little)
    path = os.path.join(folder, f"zip_big_endian_{version}.pth")
    with zipfile.ZipFile(little) as source, zipfile.ZipFile(path, "w") as out:
        sizes = {"0": 4, "1": 8, "2": 2, "3": 2}
        for entry in source.namelist():
            content = source.read(entry)
            if entry.endswith("/byteorder"):
                content = b"big"
            elif "/data/" in entry:
                size = sizes[entry.rsplit("/", 1)[1]]
                content = b"".join(content[i:i + size][::-1] for i in range(0, len(content), size))
            out.writestr(entry, content)
    expect(os.path.basename(path), torch.load(path))

with open(os.path.join(folder, f"golden_{version}.json"), "w") as out:
    json.dump(golden, out, indent=0, sort_keys=True)
    out.write("\n")
