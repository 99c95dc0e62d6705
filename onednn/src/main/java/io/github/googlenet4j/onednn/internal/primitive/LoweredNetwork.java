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
    Graph graph, PictureBorder frame, List<LoweredNode> jobs, List<Result> results) {
  /**
   * A head's result.
   *
   * @param node whose activation it is
   * @param size values for each picture
   */
  public record Result(Head head, String node, int size) {}

  public static LoweredNetwork of(Network simplified, Precision precision) {
    Graph graph = simplified.graph();
    PictureBorder frame = PictureBorder.of(graph);
    List<Result> results = new ArrayList<>();
    graph
        .heads()
        .forEach((head, node) -> results.add(new Result(head, node, graph.shape(node).size())));
    return new LoweredNetwork(
        graph,
        frame,
        Lowering.jobs(graph, PrecisionFormats.of(simplified, precision), frame.shape()),
        results);
  }

  /** Room for what so many pictures give. It counts where it could iterate: that is garbage. */
  public Outputs outputs(int pictures) {
    Map<Head, float[]> heads = new EnumMap<>(Head.class);
    for (int i = 0; i < results.size(); i++) {
      heads.put(results.get(i).head(), new float[pictures * results.get(i).size()]);
    }
    return new Outputs(heads);
  }
}
