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
    Frame frame = Frame.of(simplified.graph());
    return new Blueprint(
        simplified.graph(), frame, Lowering.jobs(simplified, precision, frame.shape()));
  }
}
