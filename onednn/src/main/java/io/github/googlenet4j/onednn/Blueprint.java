package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import java.util.List;

/**
 * What a program computes, whatever the batch: the graph, its pictures' frame, the jobs in order.
 */
record Blueprint(Graph graph, Frame frame, List<Job> jobs) {
  static Blueprint of(Network simplified, Precision precision) {
    Graph graph = simplified.graph();
    Frame frame = Frame.of(graph);
    return new Blueprint(
        graph, frame, Lowering.jobs(graph, Formats.of(simplified, precision), frame.shape()));
  }
}
