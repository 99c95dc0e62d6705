package io.github.googlenet4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Relu;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static final Shape PICTURE = new Shape(8, 8, 3);

  private static Node relu(String name, String input) {
    return new Node(name, new Relu(), List.of(input), PICTURE);
  }

  private static Graph graph(Node... nodes) {
    return new Graph(PICTURE, List.of(nodes), Map.of(Head.MAIN, nodes[nodes.length - 1].name()));
  }

  @Test
  void aNodeThatReadsWhatIsNotThereIsRefused() {
    assertThatThrownBy(() -> graph(relu("a", "b")))
        .hasMessage("b: expected a node before its reader, found none of that name.");
  }

  @Test
  void twoNodesOfOneNameAreRefused() {
    assertThatThrownBy(() -> graph(relu("a", Graph.PICTURES), relu("a", Graph.PICTURES)))
        .hasMessage("a: expected a unique name, found a second.");
  }

  @Test
  void aShapeThatTheOperationDoesNotGiveIsRefused() {
    Node node =
        new Node("c", new Convolution("c", 4, 3, 2, 1, true), List.of(Graph.PICTURES), PICTURE);
    assertThatThrownBy(() -> graph(node)).hasMessage("c: expected shape 4x4x4, found 8x8x3.");
  }

  @Test
  void mapsOfDifferentSizesCannotBeConcatenated() {
    Convolution halving = new Convolution("c", 4, 3, 2, 1, true);
    Node half = Node.of("half", halving, List.of(Graph.PICTURES), List.of(PICTURE));
    Node both =
        new Node(
            "both",
            new Concatenation(),
            List.of(Graph.PICTURES, "half"),
            new Shape(PICTURE.height(), PICTURE.width(), 7));
    assertThatThrownBy(() -> graph(half, both))
        .hasMessage("both: expected inputs of one height and width, found 8x8x3, 4x4x4.");
    assertThatThrownBy(
            () -> new Concatenation().shape(List.of(new Shape(2, 3, 1), new Shape(2, 2, 1))))
        .hasMessage("expected inputs of one height and width, found 2x3x1, 2x2x1.");
  }

  @Test
  void outputsAreHeadsAndNodesThatAreAskedFor() {
    Graph graph = graph(relu("a", Graph.PICTURES), relu("b", "a")).withOutputs(List.of("a"));
    assertThat(graph.outputs()).containsExactly(entry("main", "b"), entry("a", "a"));
    assertThat(graph.heads()).containsExactly(entry(Head.MAIN, "b"));
    assertThatThrownBy(() -> graph.withOutputs(List.of("c")))
        .hasMessage("output c: expected a node, found c.");
  }

  @Test
  void anUnknownHeadListsThoseThatAreThere() {
    assertThatThrownBy(() -> graph(relu("a", Graph.PICTURES)).head(Head.AUX1))
        .hasMessage("head: expected one of [main], found aux1.");
  }

  @Test
  void weightsThatDoNotFitAreAllNamed() {
    Node node =
        new Node(
            "c",
            new Convolution("c", 4, 3, 2, 1, true),
            List.of(Graph.PICTURES),
            new Shape(4, 4, 4));
    Weights weights =
        new Weights(
            Map.of(
                "c.weight",
                new Tensor(List.of(1), new float[1]),
                "d",
                new Tensor(List.of(), new float[1])));
    assertThatThrownBy(() -> new Network(graph(node), weights))
        .hasMessageContaining("c.weight: expected shape [4, 3, 3, 3], found [1]")
        .hasMessageContaining("c.bias: expected shape [4], found no such tensor")
        .hasMessageContaining("d: expected no such tensor, found shape []");
  }

  @Test
  void endingEarlierLeavesOutWhatComesAfter() {
    Graph graph = graph(relu("a", Graph.PICTURES), relu("b", "a"), relu("c", "b"));
    assertThat(graph.endingAt("b").nodes()).extracting(Node::name).containsExactly("a", "b");
    assertThat(graph.endingAt("b").head(Head.MAIN).name()).isEqualTo("b");
  }

  /** Counts windows one by one, by PyTorch's rule for {@code ceil_mode}. */
  @Test
  void windowsAreCountedAsIfOneByOne() {
    for (int kernel = 1; kernel <= 5; kernel++) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int padding = 0; padding <= kernel / 2; padding++) {
          for (int length = kernel; length <= 30; length++) {
            int whole = 0;
            int started = 0;
            for (int start = -padding; start + 1 <= length + padding; start += stride) {
              boolean complete = start + kernel <= length + padding;
              whole += complete ? 1 : 0;
              boolean reached = start - stride + kernel < length + padding;
              started += complete || (reached && start < length) ? 1 : 0;
            }
            assertThat(new Window(kernel, stride, padding, false).count(length)).isEqualTo(whole);
            assertThat(new Window(kernel, stride, padding, true).count(length)).isEqualTo(started);
          }
        }
      }
    }
  }

  @Test
  void aWindowThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Window(3, 0, 2, true))
        .hasMessage(
            "window: expected kernel and stride from 1 and padding up to half the kernel, found"
                + " kernel 3, stride 0, padding 2.");
  }
}
