"""Writes small .caffemodel files with Google's protobuf and the fields of Caffe's public schema.

    pip install protobuf grpcio-tools
    python reference/caffe_files.py FOLDER

The files are the golden ones of CaffeFileTest. Value i of the blob with number n (counted through a
file) is ((37 * i + 11 * n) % 251 - 125) / 64, which float32 holds exactly.
"""
import importlib
import pathlib
import sys
import tempfile

from grpc_tools import protoc

# Names, numbers and types are those of BVLC/caffe, src/caffe/proto/caffe.proto.
SCHEMA = """
syntax = "proto2";
package caffe;
message BlobShape { repeated int64 dim = 1 [packed = true]; }
message BlobProto {
  optional BlobShape shape = 7;
  repeated float data = 5 [packed = true];
  repeated float diff = 6 [packed = true];
  repeated double double_data = 8 [packed = true];
  optional int64 num = 1; optional int64 channels = 2; optional int64 height = 3; optional int64 width = 4;
}
message ParamSpec { optional float lr_mult = 3; optional float decay_mult = 4; }
message BatchNormParameter { optional bool use_global_stats = 1; optional float eps = 3; }
message ScaleParameter { optional bool bias_term = 4; }
message ConvolutionParameter { optional uint32 num_output = 1; repeated uint32 kernel_size = 4; }
message LayerParameter {
  optional string name = 1; optional string type = 2; repeated string bottom = 3; repeated string top = 4;
  repeated ParamSpec param = 6; repeated BlobProto blobs = 7; optional int32 phase = 10;
  optional ConvolutionParameter convolution_param = 106;
  optional BatchNormParameter batch_norm_param = 139; optional ScaleParameter scale_param = 142;
}
message V1LayerParameter {
  repeated string bottom = 2; repeated string top = 3; optional string name = 4; optional int32 type = 5;
  repeated BlobProto blobs = 6; repeated float blobs_lr = 7; repeated float weight_decay = 8;
  optional ConvolutionParameter convolution_param = 10;
}
message NetParameter {
  optional string name = 1; repeated string input = 3; repeated int64 input_dim = 4;
  repeated LayerParameter layer = 100; repeated V1LayerParameter layers = 2;
}
"""

CONVOLUTION, INNER_PRODUCT, RELU, SPLIT = 4, 14, 18, 22  # V1LayerParameter.LayerType


def schema():
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "caffe.proto").write_text(SCHEMA)
    assert protoc.main(["", f"-I{folder}", f"--python_out={folder}", str(folder / "caffe.proto")]) == 0
    sys.path.insert(0, str(folder))
    return importlib.import_module("caffe_pb2")


caffe = schema()


class Blobs:
    """Counts the blobs of one file."""

    def __init__(self):
        self.number = 0

    def fill(self, blob, shape, old=False, double=False, positive=False):
        count = 1
        for extent in shape:
            count *= extent
        values = [((37 * i + 11 * self.number) % 251 - 125) / 64 for i in range(count)]
        if positive:
            values = [abs(value) + 1 / 64 for value in values]
        self.number += 1
        (blob.double_data if double else blob.data).extend(values)
        if old:
            blob.num, blob.channels, blob.height, blob.width = [1] * (4 - len(shape)) + list(shape)
        else:
            blob.shape.dim.extend(shape)


def old_file():
    """As bvlc_googlenet.caffemodel: V1 layers, four extents, gradients of one layer left in."""
    net, blobs = caffe.NetParameter(name="GoogleNet"), Blobs()
    for name, kind, shape in (("conv1/7x7_s2", CONVOLUTION, (8, 3, 7, 7)), ("conv1/relu_7x7", RELU, None),
                              ("inception_3a/1x1", CONVOLUTION, (6, 8, 1, 1)), ("data_split", SPLIT, None),
                              ("loss3/classifier", INNER_PRODUCT, (10, 6))):
        layer = net.layers.add(name=name, type=kind, bottom=["data"], top=[name])
        if shape:
            blobs.fill(layer.blobs.add(), shape, old=True)
            blobs.fill(layer.blobs.add(), shape[:1], old=True)
            layer.blobs_lr.extend([1, 2])
            layer.convolution_param.num_output = shape[0]
    net.layers[2].blobs[1].diff.extend([1] * 6)
    return net


def new_file():
    """V2 layers; float64 in one, an old file's extents under the new field in another."""
    net, blobs = caffe.NetParameter(name="GoogleNet", input=["data"], input_dim=[1, 3, 224, 224]), Blobs()
    for name, kind, shape in (("conv1/7x7_s2", "Convolution", (8, 3, 7, 7)), ("pool1", "Pooling", None),
                              ("conv2/3x3_reduce", "Convolution", (6, 8, 1, 1))):
        layer = net.layer.add(name=name, type=kind, bottom=["data"], top=[name], phase=1)
        if shape:
            blobs.fill(layer.blobs.add(), shape, double=name.startswith("conv2"))
            blobs.fill(layer.blobs.add(), shape[:1])
            layer.param.add(lr_mult=1)
    layer = net.layer.add(name="loss3/classifier", type="InnerProduct")
    blobs.fill(layer.blobs.add(), (1, 1, 10, 6))
    blobs.fill(layer.blobs.add(), (1, 1, 1, 10))
    return net


def norm_file():
    """Convolutions with BatchNorm and Scale: in place, with a bias; not in place, eps 1e-3; alone."""
    net, blobs = caffe.NetParameter(name="with norms"), Blobs()

    def add(name, kind, bottom, top, *shapes, positive=()):
        layer = net.layer.add(name=name, type=kind, bottom=[bottom], top=[top])
        for i, shape in enumerate(shapes):
            blobs.fill(layer.blobs.add(), shape, positive=i in positive)
        return layer

    add("conv1/7x7_s2", "Convolution", "data", "a", (8, 3, 7, 7), (8,))
    add("conv1/bn", "BatchNorm", "a", "a", (8,), (8,), (1,), positive=(1, 2))
    add("conv1/scale", "Scale", "a", "a", (8,), (8,))
    add("conv1/relu", "ReLU", "a", "a")
    add("conv2/3x3_reduce", "Convolution", "a", "b", (6, 8, 1, 1))
    add("norm", "BatchNorm", "b", "b2", (6,), (6,), (1,), positive=(1, 2)).batch_norm_param.eps = 1e-3
    add("scaled", "Scale", "b2", "b3", (6,))
    add("relu", "ReLU", "b3", "b4")
    add("conv2/3x3", "Convolution", "b4", "c", (4, 6, 3, 3))
    add("unscaled", "BatchNorm", "c", "c", (4,), (4,), (1,), positive=(1, 2))
    return net


def other_network():
    """Names and shapes of MTCNN's first network, which is no GoogLeNet."""
    net, blobs = caffe.NetParameter(name="PNet", input=["data"], input_dim=[1, 3, 12, 12]), Blobs()
    for name, kind, *shapes in (("conv1", "Convolution", (10, 3, 3, 3), (10,)), ("PReLU1", "PReLU", (10,)),
                                ("pool1", "Pooling"), ("conv2", "Convolution", (16, 10, 3, 3), (16,)),
                                ("PReLU2", "PReLU", (16,)), ("conv3", "Convolution", (32, 16, 3, 3), (32,)),
                                ("PReLU3", "PReLU", (32,)), ("conv4-1", "Convolution", (2, 32, 1, 1), (2,)),
                                ("conv4-2", "Convolution", (4, 32, 1, 1), (4,)), ("prob1", "Softmax")):
        layer = net.layer.add(name=name, type=kind)
        for shape in shapes:
            blobs.fill(layer.blobs.add(), shape)
    return net


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for name, net in (("v1", old_file()), ("v2", new_file()), ("norms", norm_file()), ("pnet", other_network())):
        (folder / f"{name}.caffemodel").write_bytes(net.SerializeToString(deterministic=True))
