#!/usr/bin/env python3
"""Prints name, type and shape of every tensor in the state dictionary of torchvision's googlenet.

    reference/torchvision_state_dict.py > core/src/test/resources/io/github/googlenet4j/weights/torchvision_state_dict.txt
"""
import torchvision

network = torchvision.models.googlenet(weights=None, num_classes=3, aux_logits=True, init_weights=False)
for name, tensor in network.state_dict().items():
    print(name, str(tensor.dtype).removeprefix("torch."), list(tensor.shape))
