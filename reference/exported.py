#!/usr/bin/env python3
"""Compares what `googlenet export` writes with real torch, torchvision, onnx and onnxruntime.

    pip install torch torchvision safetensors pillow onnx onnxruntime
    ./googlenet doctor && benchmarks/logits MODEL PICTURE    (builds both programs)
    reference/exported.py FOLDER PHOTOGRAPH...

It makes a model of each variant with seeded weights, lets `googlenet import` read and `googlenet
export` write it, and prints a line for each comparison. Ours are the logits that `benchmarks/logits`
prints. FOLDER is for the files; GOOGLENET and LOGITS may name other commands. It ends with 1 if
anything differs by more than 1e-4 (int8: see the line).
"""
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
import torchvision
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parents[1]
GOOGLENET = os.environ.get("GOOGLENET", str(ROOT / "googlenet"))
LOGITS = os.environ.get("LOGITS", str(ROOT / "benchmarks" / "logits"))
CLASSES = 10
TOLERANCE = 1e-4
failed = []


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}{done.stdout}")
    return done.stdout


def line(what, difference, tolerance=TOLERANCE, more=""):
    good = difference <= tolerance
    if not good:
        failed.append(what)
    print(f"{'ok ' if good else 'BAD'} {what}: {difference:.2e}{more}", flush=True)


def difference(one, other):
    return float(numpy.abs(numpy.asarray(one) - numpy.asarray(other)).max())


def ours(model, photographs):
    """For each photograph the logits of each head."""
    return [json.loads(text) for text in run(LOGITS, model, *photographs).splitlines()]


def seeded(variant):
    """Tensors of a variant under our names: the size of activations stays about the same."""
    torch.manual_seed(5)
    names = json.loads(run(GOOGLENET, "summary", "--variant", variant, "--classes", CLASSES, "--names", "--json"))
    tensors = {}
    for row in names["names"]:
        name, shape = row["name"], row["shape"]
        values = torch.randn(shape)
        if name.endswith("bn.variance") or name.endswith("bn.scale"):
            values = torch.rand(shape) + 0.5
        elif name.endswith(".weight"):
            gain = 1 if variant == "seed" else 2  # it has no ReLU, which halves the squares
            values *= (gain / values[0].numel()) ** 0.5
            if name == "conv1/7x7_s2.weight" and variant == "paper":
                values /= 64  # it reads 0..255
        else:
            values *= 0.1
        tensors[name] = values
    return tensors


def imported(folder, variant, tensors):
    (folder / "labels.txt").write_text("".join(f"class {i}, \"a\" 台\n" for i in range(CLASSES)))
    save_file(tensors, folder / f"{variant}.in.safetensors")
    model = folder / f"{variant}.model.safetensors"
    run(GOOGLENET, "import", folder / f"{variant}.in.safetensors", "--variant", variant,
        "--labels", folder / "labels.txt", "--output", model, "--force")
    return model


def script(path):
    spec = importlib.util.spec_from_file_location(path.stem.replace(".", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def all_heads(network, x):
    """torchvision's heads in evaluation, where it does not compute the auxiliary ones itself."""
    kept = {}
    for name in ("inception4a", "inception4d"):
        getattr(network, name).register_forward_hook(lambda m, i, o, name=name: kept.update({name: o}))
    main = network(x)
    return {"main": main, "aux1": network.aux1(kept["inception4a"]), "aux2": network.aux2(kept["inception4d"])}


def check_torchvision(folder, photographs):
    torch.manual_seed(7)
    source = torchvision.models.googlenet(weights=None, num_classes=CLASSES, aux_logits=True, init_weights=True)
    with torch.no_grad():
        for module in source.modules():
            if isinstance(module, torch.nn.BatchNorm2d):  # as if it had been trained
                module.weight.uniform_(0.5, 1.5), module.bias.normal_(0, 0.1)
                module.running_mean.normal_(0, 0.1), module.running_var.uniform_(0.5, 1.5)
            if isinstance(module, torch.nn.Conv2d):
                torch.nn.init.kaiming_normal_(module.weight)
        for _ in range(3):
            source.train()(torch.randn(8, 3, 224, 224))  # running statistics and counts
    source.eval()
    model = imported(folder, "torchvision", source.state_dict())
    file = folder / "torchvision.safetensors"
    run(GOOGLENET, "export", "--model", model, "--format", "safetensors", "--names", "torchvision",
        "--output", file, "--force", "--python")
    state = load_file(file)
    back = torchvision.models.googlenet(weights=None, num_classes=CLASSES, aux_logits=True, init_weights=False)
    print("   ", back.load_state_dict(state, strict=True), len(state), "tensors")
    counts = [name for name in state if name.endswith("num_batches_tracked")]
    line("torchvision: counts are int64 scalars", sum(state[n].dtype != torch.int64 or state[n].ndim for n in counts), 0)
    equal = all(torch.equal(state[n], t) for n, t in source.state_dict().items() if n not in counts)
    line("torchvision: tensors that are not bit-equal", 0 if equal else 1, 0)
    back.eval()
    program = script(folder / "torchvision.py")
    settings = program.load(file)[1]
    found = ours(model, photographs)
    with torch.inference_mode():
        for photograph, logits in zip(photographs, found):
            heads = all_heads(back, program.prepared(Image.open(photograph), settings))
            for head, values in heads.items():
                line(f"torchvision {head} {Path(photograph).name}: torchvision and ours", difference(values[0], logits[head]),
                     more=f" of {abs(values).max():.2f}")
    check_headless(folder, source, photographs)


def check_headless(folder, source, photographs):
    """A model without auxiliary heads gives a file for aux_logits=False."""
    tensors = {n: t for n, t in source.state_dict().items() if not n.startswith("aux")}
    (folder / "headless").mkdir(exist_ok=True)
    model = imported(folder / "headless", "torchvision", tensors)
    file = folder / "headless" / "torchvision.safetensors"
    run(GOOGLENET, "export", "--model", model, "--names", "torchvision", "--output", file, "--force")
    back = torchvision.models.googlenet(weights=None, num_classes=CLASSES, aux_logits=False, init_weights=False)
    print("    without heads:", back.load_state_dict(load_file(file), strict=True))


def check_script(folder, variant, photographs):
    """The program beside the file, against ours: all heads, and what it prints."""
    model = folder / f"{variant}.model.safetensors"
    file = folder / f"{variant}.safetensors"
    run(GOOGLENET, "export", "--model", model, "--output", file, "--force", "--python")
    with safe_open(file, "pt") as opened:
        names = opened.metadata()["names"]
    program = script(folder / f"{variant}.py")
    network, settings = program.load(file)
    with torch.inference_mode():
        for photograph, logits in zip(photographs, ours(model, photographs)):
            heads = network.heads(program.prepared(Image.open(photograph), settings))
            for head, values in heads.items():
                line(f"script {variant} ({names}) {head} {Path(photograph).name}", difference(values[0], logits[head]),
                     more=f" of {abs(values).max():.2f}")
    printed = run(sys.executable, folder / f"{variant}.py", *photographs)
    classified = run(GOOGLENET, "classify", "--model", model, *photographs)
    line(f"script {variant}: lines that differ from `googlenet classify`",
         sum(a != b for a, b in zip(printed.splitlines(), classified.splitlines()))
         + abs(len(printed.splitlines()) - len(classified.splitlines())), 0)


def answers(file, inputs):
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return [session.run(None, {name: x})[0][0] for x in inputs]


def check_onnx(folder, variant, photographs):
    """Every operator set: the checker of onnx, and ONNX Runtime's answers."""
    model = folder / f"{variant}.model.safetensors"
    program = script(folder / f"{variant}.py")
    settings = program.load(folder / f"{variant}.safetensors")[1]
    inputs = [program.prepared(Image.open(p), settings).numpy() for p in photographs]
    logits = [found["main"] for found in ours(model, photographs)]
    for operators in range(13, 22):
        file = folder / f"{variant}.{operators}.onnx"
        run(GOOGLENET, "export", "--model", model, "--output", file, "--opset", operators, "--force")
        loaded = onnx.load(file)
        onnx.checker.check_model(loaded, full_check=True)
        assert loaded.opset_import[0].version == operators
        least = onnx.helper.find_min_ir_version_for(loaded.opset_import)
        line(f"onnx {variant} operator set {operators}, IR {loaded.ir_version}, checked",
             max(difference(a, b) for a, b in zip(answers(file, inputs), logits)),
             more="" if loaded.ir_version == least else f" IR differs from onnx's {least}")
        if loaded.ir_version != least:
            failed.append("IR")
        file.unlink()


def check_integers(folder, photographs):
    """An int8 model: unsigned and signed activations beside each other, and float32."""
    model = folder / "paper.model.safetensors"
    integers = folder / "paper.int8.safetensors"
    run(GOOGLENET, "quantize", "--model", model, "--output", integers, "--force",
        "--pictures", Path(photographs[0]).parent.parent, "--most", 64)
    program = script(folder / "paper.py")
    settings = program.load(folder / "paper.safetensors")[1]
    inputs = [program.prepared(Image.open(p), settings).numpy() for p in photographs]
    logits = numpy.array([found["main"] for found in ours(model, photographs)])
    for kind, options in (("unsigned", []), ("signed", ["--signed"])):
        for operators in (13, 17, 21):
            file = folder / f"int8.{kind}.{operators}.onnx"
            run(GOOGLENET, "export", "--model", integers, "--output", file, "--opset", operators, "--force", *options)
            loaded = onnx.load(file)
            onnx.checker.check_model(loaded, full_check=True)
            found = numpy.array(answers(file, inputs))
            error = float(((found - logits) ** 2).sum() / ((logits - logits.mean(1, keepdims=True)) ** 2).sum())
            types = sorted({onnx.TensorProto.DataType.Name(t.data_type) for t in loaded.graph.initializer})
            same = int((found.argmax(1) == logits.argmax(1)).sum())
            line(f"onnx int8 {kind} operator set {operators}, error to float32, relative to the variance", error, 0.05,
                 more=f", first answers the same: {same} of {len(logits)}, types: {' '.join(types)}")
            file.unlink()


def main():
    folder, photographs = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(exist_ok=True, parents=True)
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}, onnx {onnx.__version__}, "
          f"onnxruntime {onnxruntime.__version__}, Pillow {Image.__version__}")
    check_torchvision(folder, photographs)
    for variant in ("paper", "seed", "batch_norm"):
        imported(folder, variant, {n: t for n, t in seeded(variant).items()})
    for variant in ("paper", "torchvision", "seed", "batch_norm"):
        check_script(folder, variant, photographs)
    for variant in ("paper", "torchvision"):
        check_onnx(folder, variant, photographs)
    check_integers(folder, photographs)
    print("failed: " + "; ".join(failed) if failed else "all as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
