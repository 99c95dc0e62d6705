package io.github.googlenet4j.engine;

import io.github.googlenet4j.GoldenFile;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.LinkedHashMap;
import java.util.Map;

/** BVLC GoogLeNet with its published weights on 20 photographs, from {@code caffe_golden.py}. */
public final class CaffeGolden {
  private final GoldenFile golden = GoldenFile.shared("reference/caffe_golden.safetensors");

  /** Number of photographs. */
  public int pictures() {
    return golden.shape("pixels")[0];
  }

  /** The crops, 224x224 RGB, one after the other. */
  public float[] pixels() {
    return golden.unsignedBytes("pixels");
  }

  /** The logits, 1000 for each photograph. */
  public float[] logits() {
    return golden.floats("logits");
  }

  /** The five best classes of each photograph, the best first. */
  public long[] top5() {
    return golden.longs("top5");
  }

  /** The files, relative to the test part of the clothing pictures. */
  public String[] files() {
    return golden.metadata("files").split(" ");
  }

  /** Mean, standard deviation, minimum and maximum of a layer's result for the first photograph. */
  public Map<String, float[]> layers() {
    Map<String, float[]> layers = new LinkedHashMap<>();
    for (String name : golden.shapes().keySet()) {
      if (name.startsWith("layer/")) {
        layers.put(name.substring("layer/".length()), golden.floats(name));
      }
    }
    return layers;
  }

  /** The published network. */
  public static Network network() {
    GoldenFile file = GoldenFile.shared("weights/bvlc_googlenet.safetensors");
    Graph graph = GoogLeNet.graph(Variant.PAPER, 1000, 224, false);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      tensors.put(parameter.name(), new Tensor(parameter.shape(), file.floats(parameter.name())));
    }
    return new Network(graph, new Weights(tensors));
  }
}
