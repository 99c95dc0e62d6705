"""torchvision's googlenet with seeded weights as .pth in both forms, and its outputs on photographs.

    pip install torch torchvision safetensors
    python reference/torchvision_pth.py FOLDER PICTURE...
    ./googlenet import FOLDER/zip.pth --labels imagenet --golden FOLDER/golden.safetensors --output x.safetensors
    ./googlenet import FOLDER/stream.pth --labels imagenet --golden FOLDER/golden.safetensors --output y.safetensors
"""

import pathlib
import sys

import PIL.Image
import safetensors.torch
import torch
import torchvision

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(18)
model = torchvision.models.googlenet(weights=None, aux_logits=True, init_weights=True)
prepare = torchvision.transforms.Compose([
    torchvision.transforms.Resize(256), torchvision.transforms.CenterCrop(224), torchvision.transforms.ToTensor(),
    torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
pictures = torch.stack([prepare(PIL.Image.open(name).convert("RGB")) for name in sys.argv[2:]])

# Statistics of the photographs themselves, as after a training; otherwise values vanish on their way.
for module in model.modules():
    if isinstance(module, torch.nn.Dropout):
        module.p = 0.0
    if isinstance(module, torch.nn.BatchNorm2d):
        module.momentum = 1.0
with torch.no_grad():
    model.train()(pictures)
    model.eval()
    features = {}
    for name in ("aux1", "aux2"): # which eval leaves out: their inputs are what these modules give
        source = {"aux1": model.inception4a, "aux2": model.inception4d}[name]
        source.register_forward_hook(lambda _, __, output, name=name: features.update({name: output}))
    logits = model(pictures)
    aux1, aux2 = model.aux1(features["aux1"]), model.aux2(features["aux2"])

torch.save(model.state_dict(), folder / "zip.pth")
torch.save(model.state_dict(), folder / "stream.pth", _use_new_zipfile_serialization=False)
safetensors.torch.save_file(
    {"input": pictures, "logits": logits, "aux1": aux1, "aux2": aux2}, folder / "golden.safetensors")
