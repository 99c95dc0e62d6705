"""GoogLeNet in PyTorch: loads the weights beside this file and classifies pictures.

    pip install torch safetensors pillow
    python THIS_FILE PICTURE...

googlenet4j wrote it. The metadata of the weights says what it has to know: the variant, the labels
and how a photograph is prepared. GoogLeNet below is an ordinary module, for training, too.
"""
import json
import re
import sys
from pathlib import Path

import torch
from PIL import Image, ImageOps
from safetensors import safe_open
from torch import nn
from torch.nn import functional as F

WEIGHTS = Path(__file__).with_name("@WEIGHTS@")

# Table 1 of the paper: outputs of 1x1, 3x3_reduce, 3x3, 5x5_reduce, 5x5, pool_proj.
INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}

# Epsilon of batch norm (0: local response norm); bias of convolutions; ReLU; kernel of the third
# branch; pools that halve the map, and the last of them (kernel, stride, padding, round up); heads
# that always pool to 4x4; heads that share their linear layers; dropout before main and other heads.
FIELDS = "epsilon bias relu third pool last adaptive shared dropout head_dropout".split()
CEIL, PADDED = (3, 2, 0, True), (3, 2, 1, False)
VARIANTS = {
    "paper": (0, True, True, 5, CEIL, CEIL, False, False, 0.4, 0.7),
    "torchvision": (1e-3, False, True, 3, CEIL, (2, 2, 0, True), True, False, 0.2, 0.7),
    "seed": (1e-5, True, False, 5, PADDED, PADDED, False, True, 0, 0),
    "batch_norm": (1e-3, False, True, 5, CEIL, CEIL, False, False, 0.4, 0.7),
}

# From the names in a file to those of the modules below.
RENAMED = {
    "caffe": [],
    "own": [
        (r"\.bn\.scale$", ".bn.weight"), (r"\.bn\.shift$", ".bn.bias"),
        (r"\.bn\.mean$", ".bn.running_mean"), (r"\.bn\.variance$", ".bn.running_var"),
    ],
    "torchvision": [
        (r"^conv1\.", "conv1/7x7_s2."), (r"^conv2\.", "conv2/3x3_reduce."),
        (r"^conv3\.", "conv2/3x3."), (r"^inception(..)\.", r"inception_\1/"),
        (r"/branch1\.", "/1x1."), (r"/branch2\.0\.", "/3x3_reduce."), (r"/branch2\.1\.", "/3x3."),
        (r"/branch3\.0\.", "/5x5_reduce."), (r"/branch3\.1\.", "/5x5."),
        (r"/branch4\.1\.", "/pool_proj."), (r"^aux(.)\.conv\.", r"loss\1/conv."),
        (r"^aux(.)\.fc1\.", r"loss\1/fc."), (r"^aux(.)\.fc2\.", r"loss\1/classifier."),
        (r"^fc\.", "loss3/classifier."), (r"\.conv\.", "."),
    ],
}


class Convolution(nn.Conv2d):
    """A convolution, then batch norm and ReLU where the variant has them."""

    def __init__(self, inputs, outputs, kernel, stride, variant):
        super().__init__(inputs, outputs, kernel, stride, kernel // 2, bias=variant["bias"])
        epsilon = variant["epsilon"]
        self.bn = nn.BatchNorm2d(outputs, eps=epsilon) if epsilon else nn.Identity()
        self.relu = nn.ReLU() if variant["relu"] else nn.Identity()

    def forward(self, x):
        return self.relu(self.bn(super().forward(x)))


class GoogLeNet(nn.ModuleDict):
    """The layers, under Caffe's names."""

    def __init__(self, variant, classes, auxiliary):
        super().__init__()
        self.variant = dict(zip(FIELDS, VARIANTS[variant]))
        self.auxiliary = auxiliary

        def convolution(name, inputs, outputs, kernel, stride=1):
            self[name] = Convolution(inputs, outputs, kernel, stride, self.variant)

        convolution("conv1/7x7_s2", 3, 64, 7, 2)
        convolution("conv2/3x3_reduce", 64, 64, 1)
        convolution("conv2/3x3", 64, 192, 3)
        width = 192
        for name, (ones, reduce3, threes, reduce5, fives, projection) in INCEPTIONS.items():
            convolution(f"inception_{name}/1x1", width, ones, 1)
            convolution(f"inception_{name}/3x3_reduce", width, reduce3, 1)
            convolution(f"inception_{name}/3x3", reduce3, threes, 3)
            convolution(f"inception_{name}/5x5_reduce", width, reduce5, 1)
            convolution(f"inception_{name}/5x5", reduce5, fives, self.variant["third"])
            convolution(f"inception_{name}/pool_proj", width, projection, 1)
            width = ones + threes + fives + projection
        for head, inputs in (("loss1", 512), ("loss2", 528)) if auxiliary else ():
            convolution(f"{head}/conv", inputs, 128, 1)
            if not self.variant["shared"]:
                self[f"{head}/fc"] = nn.Linear(4 * 4 * 128, 1024)
                self[f"{head}/classifier"] = nn.Linear(1024, classes)
        if auxiliary and self.variant["shared"]:
            self["loss1/fc"] = nn.Linear(4 * 4 * 128, 1024)
        self["loss3/classifier"] = nn.Linear(1024, classes)

    def forward(self, x):
        """Logits of the main head, for batch x 3 x height x width as `prepared` makes them."""
        return self.heads(x)["main"]

    def heads(self, x):
        """Logits of all heads, by name."""
        found = {}
        x = self.norm(self.pool(self["conv1/7x7_s2"](x), "pool"))
        x = self.norm(self["conv2/3x3"](self["conv2/3x3_reduce"](x)))
        x = self.pool(x, "pool")
        for name in INCEPTIONS:
            x = self.inception(x, f"inception_{name}/")
            if name == "3b":
                x = self.pool(x, "pool")
            if name == "4e":
                x = self.pool(x, "last")
            if name == "4a" and self.auxiliary:
                found["aux1"] = self.head(x, "loss1")
            if name == "4d" and self.auxiliary:
                found["aux2"] = self.head(x, "loss2")
        x = F.dropout(x.mean((2, 3)), self.variant["dropout"], self.training)
        return {"main": self["loss3/classifier"](x), **found}

    def norm(self, x):
        return x if self.variant["epsilon"] else F.local_response_norm(x, 5, 1e-4, 0.75, 1)

    def pool(self, x, which):
        kernel, stride, padding, up = self.variant[which]
        return F.max_pool2d(x, kernel, stride, padding, ceil_mode=up)

    def inception(self, x, name):
        return torch.cat([
            self[name + "1x1"](x),
            self[name + "3x3"](self[name + "3x3_reduce"](x)),
            self[name + "5x5"](self[name + "5x5_reduce"](x)),
            self[name + "pool_proj"](F.max_pool2d(x, 3, 1, 1)),
        ], 1)

    def head(self, x, name):
        paper = not self.variant["adaptive"] and all((side - 5) // 3 == 3 for side in x.shape[2:])
        x = F.avg_pool2d(x, 5, 3) if paper else F.adaptive_avg_pool2d(x, 4)
        x = self[name + "/conv"](x).flatten(1)
        shared = self.variant["shared"]
        x = self["loss1/fc" if shared else name + "/fc"](x)
        x = F.relu(x) if self.variant["relu"] else x
        x = F.dropout(x, self.variant["head_dropout"], self.training)
        return self["loss3/classifier" if shared else name + "/classifier"](x)


def load(file):
    """The network with the file's weights, ready to answer, and the file's metadata."""
    with safe_open(file, "pt") as opened:
        settings = opened.metadata()
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}
    for pattern, name in RENAMED[settings["names"]]:
        tensors = {re.sub(pattern, name, old): tensor for old, tensor in tensors.items()}
    classes = len(json.loads(settings["classes"]))
    network = GoogLeNet(settings["variant"], classes, "aux1" in settings["heads"])
    network.load_state_dict(tensors, strict=True)
    return network.eval(), settings


def prepared(picture, settings):
    """A picture as the network reads it: 1 x 3 x side x side."""
    image = ImageOps.exif_transpose(picture)
    if "A" in image.getbands() or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    image = image.convert("RGB")
    resize, crop = int(settings["preparation.resize"]), int(settings["preparation.crop"])
    size = (resize, resize)
    if settings["preparation.fit"] == "short_side":
        short = min(image.size)
        size = tuple(resize if s == short else int(resize * s / short) for s in image.size)
    resampling = Image.Resampling[settings["preparation.filter"].upper()]
    image = image.resize((size[0], image.height), resampling)  # rows first: some versions of
    image = image.resize(size, resampling)  # Pillow begin with columns, which rounds otherwise
    left, top = (round((side - crop) / 2) for side in size)
    image = image.crop((left, top, left + crop, top + crop))
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    x = pixels.reshape(crop, crop, 3).float()  # red, green, blue, 0..255
    x = x - torch.tensor(json.loads(settings["input.mean"]))
    x = x / torch.tensor(json.loads(settings["input.deviation"]))
    x = x.flip(2) if settings["input.order"] == "bgr" else x
    return x.permute(2, 0, 1).unsqueeze(0).contiguous()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    network, settings = load(WEIGHTS)
    labels = json.loads(settings["classes"])
    for name in sys.argv[1:]:
        with Image.open(name) as picture, torch.inference_mode():
            probabilities = network(prepared(picture, settings))[0].softmax(0)
        print(name)
        best = probabilities.topk(min(5, len(labels)))
        for probability, index in zip(best.values.tolist(), best.indices.tolist()):
            print(f"  {100 * probability:5.1f} %  {labels[index]}")
