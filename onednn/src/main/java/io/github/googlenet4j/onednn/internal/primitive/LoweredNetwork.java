package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program computes, whatever the batch: the graph, its pictures' frame, the jobs in order,
 * the results.
 */
public record LoweredNetwork(
    Graph graph,
    PictureBorder border,
    List<LoweredNode> nodes,
    List<Output> outputs,
    List<String> outputNames) {
  /**
   * An output of the graph.
   *
   * @param name of the output
   * @param node whose activation it is
   * @param size values for each picture
   */
  public record Output(String name, String node, int size) {}

  public static LoweredNetwork of(Network simplified, Precision precision) {
    Graph graph = simplified.graph();
    PictureBorder border = PictureBorder.of(graph);
    List<Output> outputs = new ArrayList<>();
    graph
        .outputs()
        .forEach((name, node) -> outputs.add(new Output(name, node, graph.shape(node).size())));
    return new LoweredNetwork(
        graph,
        border,
        Lowering.nodes(graph, PrecisionFormats.of(simplified, precision), border.paddedShape()),
        outputs,
        outputs.stream().map(Output::name).toList());
  }

  /** Room for what so many pictures give. It counts where it could iterate: that is garbage. */
  public Outputs allocateOutputs(int pictures) {
    float[][] values = new float[outputs.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new float[pictures * outputs.get(i).size()];
    }
    return new Outputs(outputNames, values);
  }
}
