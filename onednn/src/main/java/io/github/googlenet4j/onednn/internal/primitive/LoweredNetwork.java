package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a program computes, whatever the batch: the graph, its pictures' frame, the jobs in order,
 * the results.
 */
public record LoweredNetwork(
    Graph graph, PictureBorder border, List<LoweredNode> nodes, List<Output> outputs) {
  /**
   * A head's result.
   *
   * @param node whose activation it is
   * @param size values for each picture
   */
  public record Output(Head head, String node, int size) {}

  public static LoweredNetwork of(Network simplified, Precision precision) {
    Graph graph = simplified.graph();
    PictureBorder border = PictureBorder.of(graph);
    List<Output> outputs = new ArrayList<>();
    graph
        .heads()
        .forEach((head, node) -> outputs.add(new Output(head, node, graph.shape(node).size())));
    return new LoweredNetwork(
        graph,
        border,
        Lowering.nodes(graph, PrecisionFormats.of(simplified, precision), border.paddedShape()),
        outputs);
  }

  /** Room for what so many pictures give. It counts where it could iterate: that is garbage. */
  public Outputs allocateOutputs(int pictures) {
    Map<Head, float[]> heads = new EnumMap<>(Head.class);
    for (int i = 0; i < outputs.size(); i++) {
      heads.put(outputs.get(i).head(), new float[pictures * outputs.get(i).size()]);
    }
    return new Outputs(heads);
  }
}
