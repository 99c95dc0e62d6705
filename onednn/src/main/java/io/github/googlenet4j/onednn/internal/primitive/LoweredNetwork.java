package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * A network in a precision, for any batch size.
 *
 * @param graph the simplified graph
 * @param border around the input pictures
 * @param nodes in execution order
 * @param outputs of the network
 * @param outputNames their names, in the same order
 */
public record LoweredNetwork(
    Graph graph,
    PictureBorder border,
    List<LoweredNode> nodes,
    List<Output> outputs,
    List<String> outputNames) {
  /**
   * An output of the network.
   *
   * @param name of the output
   * @param node whose result it is
   * @param size values for each picture
   */
  public record Output(String name, String node, int size) {}

  /**
   * A simplified network in a precision.
   *
   * @param narrow whether what an int8 network does not compute in integers is bf16, not float32
   */
  public static LoweredNetwork of(Network simplified, Precision precision, boolean narrow) {
    Graph graph = simplified.graph();
    PictureBorder border = PictureBorder.of(graph);
    List<Output> outputs = new ArrayList<>();
    graph
        .outputs()
        .forEach((name, node) -> outputs.add(new Output(name, node, graph.shape(node).size())));
    return new LoweredNetwork(
        graph,
        border,
        Lowering.nodes(
            graph, PrecisionFormats.of(simplified, precision, narrow), border.paddedShape()),
        outputs,
        outputs.stream().map(Output::name).toList());
  }

  /** Arrays for the outputs of a batch. Indexed loop: an iterator would allocate. */
  public Outputs allocateOutputs(int pictures) {
    float[][] values = new float[outputs.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new float[pictures * outputs.get(i).size()];
    }
    return new Outputs(outputNames, values);
  }
}
