"""Writes the ONNX files of OnnxWeightsTest with torch, torchvision and onnx.

    pip install torch torchvision onnx onnxscript
    python reference/onnx_files.py FOLDER

Value i of the tensor called name is ((7 * (i // 9973) + sum of the name's bytes) % 61 - 30) / 1024, which
float32 holds exactly; variances are .75 and scales .5 throughout. So files are small when compressed.
"""
import gzip
import pathlib
import sys
import warnings

import numpy as np
import onnx
import torch
import torchvision
from onnx import TensorProto, helper, numpy_helper

CLASSES = 10


def values(name, shape):
    count = int(np.prod(shape))
    return (((7 * (np.arange(count) // 9973) + sum(name.encode())) % 61 - 30) / 1024).astype(np.float32).reshape(shape)


def save(folder, name, data):
    (folder / f"{name}.onnx.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def torchvision_files(folder):
    model = torchvision.models.googlenet(weights=None, aux_logits=False, init_weights=False, num_classes=CLASSES)
    state = model.state_dict()
    for name, tensor in state.items():
        if name.endswith("running_var"):
            tensor.fill_(.75)
        elif name.endswith("bn.weight"):
            tensor.fill_(.5)
        elif not name.endswith("num_batches_tracked"):
            tensor.copy_(torch.from_numpy(values(name, tuple(tensor.shape))))
    model.eval()
    picture = torch.zeros(1, 3, 224, 224)
    file = str(folder / "new.onnx")

    def export(name, **options):
        torch.onnx.export(model, (picture,), file, **options)
        if options["dynamo"]:  # traces of Python's stack beside each node
            network = onnx.load(file)
            for part in [*network.graph.node, *network.graph.value_info]:
                part.ClearField("metadata_props")
            network.graph.ClearField("value_info")
            onnx.save(network, file)
        save(folder, name, pathlib.Path(file).read_bytes())

    export("torch_folded", dynamo=False, opset_version=17)
    export("torch_unfolded", dynamo=False, opset_version=13, do_constant_folding=False,
           training=torch.onnx.TrainingMode.PRESERVE)
    export("torch_opset9", dynamo=False, opset_version=9, keep_initializers_as_inputs=True)
    model.transform_input = True
    export("torch_dynamo", dynamo=True, opset_version=20, external_data=False)
    model.transform_input = False

    class Cut(torch.nn.Module):
        """The first layers."""

        def __init__(self):
            super().__init__()
            self.layers = torch.nn.Sequential(model.conv1, model.maxpool1, model.conv2)

        def forward(self, x):
            return self.layers(x)

    torch.onnx.export(Cut().eval(), (picture,), file, dynamo=False, opset_version=17)
    save(folder, "cut", pathlib.Path(file).read_bytes())
    pathlib.Path(file).unlink()


# Table 1 of the paper: inputs, 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection.
ROWS = {"3a": (192, 64, 96, 128, 16, 32, 32), "3b": (256, 128, 128, 192, 32, 96, 64),
        "4a": (480, 192, 96, 208, 16, 48, 64), "4b": (512, 160, 112, 224, 24, 64, 64),
        "4c": (512, 128, 128, 256, 24, 64, 64), "4d": (512, 112, 144, 288, 32, 64, 64),
        "4e": (528, 256, 160, 320, 32, 128, 128), "5a": (832, 256, 160, 320, 32, 128, 128),
        "5b": (832, 384, 192, 384, 48, 128, 128)}


class Paper:
    """Caffe's network as ONNX; zoo: as the model zoo's file writes it, else in other words."""

    def __init__(self, zoo):
        self.zoo, self.nodes, self.constants = zoo, [], []

    def node(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def tensor(self, name, array):
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def weights(self, layer, shape):
        names = [f"{layer}_w_0", f"{layer}_b_0"] if self.zoo else [f"t{len(self.constants)}", f"u{len(self.constants)}"]
        return [self.tensor(names[0], values(layer + ".weight", shape)),
                self.tensor(names[1], values(layer + ".bias", shape[:1]))]

    def convolution(self, x, layer, outputs, inputs, kernel, stride=1, padding=0):
        weight, bias = self.weights(layer, (outputs, inputs, kernel, kernel))
        more = {"strides": [stride] * 2, "pads": [padding] * 4} if self.zoo or padding != 1 else {"auto_pad": "SAME_UPPER"}
        if not self.zoo and kernel == 1:
            bias = self.node("Unsqueeze", [bias, "axes"], layer + "/bias")
            x = self.node("Conv", [x, weight], layer + "/product", kernel_shape=[1, 1])
            x = self.node("Add", [x, bias], layer)
        else:
            x = self.node("Conv", [x, weight, bias], layer, kernel_shape=[kernel] * 2, **more)
        return self.node("Relu", [x], layer + "/relu")

    def pool(self, x, name, stride=2, padding=0):
        end = 1 if stride == 2 else padding
        if self.zoo or stride == 1:
            return self.node("MaxPool", [x], name, kernel_shape=[3, 3], strides=[stride] * 2,
                             pads=[padding, padding, end, end])
        x = self.node("Pad", [x, "pads"], name + "/pad")
        return self.node("MaxPool", [x], name, kernel_shape=[3, 3], strides=[2, 2])

    def norm(self, x, name):
        more = {"alpha": 1e-4, "beta": .75, "bias": 1.} if self.zoo else {}
        return self.node("LRN", [x], name, size=5, **more)

    def build(self):
        if not self.zoo:
            self.tensor("axes", np.array([1, 2], np.int64))
            self.tensor("pads", np.array([0, 0, 0, 0, 0, 0, 1, 1], np.int64))
        x = self.convolution("data_0", "conv1/7x7_s2", 64, 3, 7, 2, 3)
        x = self.norm(self.pool(x, "pool1/3x3_s2"), "pool1/norm1")
        x = self.convolution(x, "conv2/3x3_reduce", 64, 64, 1)
        x = self.convolution(x, "conv2/3x3", 192, 64, 3, 1, 1)
        x = self.pool(self.norm(x, "conv2/norm2"), "pool2/3x3_s2")
        for row, (i, ones, r3, threes, r5, fives, projection) in ROWS.items():
            p = f"inception_{row}/"
            branches = [self.convolution(x, p + "1x1", ones, i, 1),
                        self.convolution(self.convolution(x, p + "3x3_reduce", r3, i, 1), p + "3x3", threes, r3, 3, 1, 1),
                        self.convolution(self.convolution(x, p + "5x5_reduce", r5, i, 1), p + "5x5", fives, r5, 5, 1, 2),
                        self.convolution(self.pool(x, p + "pool", 1, 1), p + "pool_proj", projection, i, 1)]
            x = self.node("Concat", branches, p + "output", axis=1)
            if row in ("3b", "4e"):
                x = self.pool(x, f"pool{row[0]}/3x3_s2")
        return self.end(x)

    def end(self, x):
        weight, bias = self.weights("loss3/classifier", (CLASSES, 1024))
        if self.zoo:
            x = self.node("AveragePool", [x], "pool5/7x7_s1_1", kernel_shape=[7, 7], strides=[1, 1])
            x = self.node("Dropout", [x], "pool5/7x7_s1_2", ratio=.4, is_test=1)
            x = self.node("Reshape", [x], "pool5/row", shape=[1, 1024])
            x = self.node("Gemm", [x, weight, bias], "loss3/classifier_1", transB=1, broadcast=1)
            return self.node("Softmax", [x], "prob_1")
        x = self.node("ReduceMean", [x], "mean", axes=[-1, -2], keepdims=0)
        self.nodes.append(helper.make_node("Constant", [], ["w"], value=numpy_helper.from_array(
            np.ascontiguousarray(values("loss3/classifier.weight", (CLASSES, 1024)).T))))
        x = self.node("MatMul", [x, "w"], "product")
        return self.node("Add", [bias, x], "logits")

    def model(self):
        output = self.build()
        batch = 1 if self.zoo else "n"
        inputs = [helper.make_tensor_value_info("data_0", TensorProto.FLOAT, [batch, 3, 224, 224])]
        if self.zoo:
            inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in self.constants]
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, [batch, CLASSES])]
        graph = helper.make_graph(self.nodes, "paper", inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 3 if self.zoo else 13)],
                                  ir_version=3 if self.zoo else 8)
        onnx.checker.check_model(model)
        return model.SerializeToString(deterministic=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    folder = pathlib.Path(sys.argv[1])
    save(folder, "zoo", Paper(True).model())
    save(folder, "other_words", Paper(False).model())
    torchvision_files(folder)
