package io.github.googlenet4j.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph as rows of a table: one for each operation, or one for each row of the paper's Table 1.
 */
public final class LayerTable {
  /**
   * A row. Parameters that two rows share count in the first of them.
   *
   * @param name of the operation, or the word with which the names of the row's operations begin
   * @param kind of the operation, such as {@code Convolution}; empty for a row of several
   * @param output shape of the last operation's output
   * @param parameters values that training changes
   * @param multiplyAdds of one picture
   */
  public record Row(String name, String kind, Shape output, long parameters, long multiplyAdds) {
    private Row and(Row next) {
      return new Row(
          name, kind, next.output, parameters + next.parameters, multiplyAdds + next.multiplyAdds);
    }
  }

  private LayerTable() {}

  /** Every operation, in the order in which they run. */
  public static List<Row> layers(Graph graph) {
    List<Row> rows = new ArrayList<>();
    Set<String> counted = new HashSet<>();
    for (Node node : graph.nodes()) {
      Shape input = graph.shape(node.input());
      long parameters =
          node.operation().parameters(input).stream()
              .filter(parameter -> parameter.trained() && counted.add(parameter.name()))
              .mapToLong(Parameter::size)
              .sum();
      String kind = node.operation().getClass().getSimpleName();
      long multiplyAdds = node.operation().multiplyAdds(input);
      rows.add(new Row(node.name(), kind, node.shape(), parameters, multiplyAdds));
    }
    return rows;
  }

  /** One row for all layers whose names begin with the same word, as {@code inception_3a/...}. */
  public static List<Row> rows(Graph graph) {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (Row layer : layers(graph)) {
      String name = layer.name().split("/", 2)[0];
      Row first = new Row(name, "", layer.output(), layer.parameters(), layer.multiplyAdds());
      rows.merge(name, first, Row::and);
    }
    return List.copyOf(rows.values());
  }
}
