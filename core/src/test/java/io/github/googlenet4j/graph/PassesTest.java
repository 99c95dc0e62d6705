package io.github.googlenet4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Dropout;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each pass is tested by running the network before and after it on the same picture. */
class PassesTest {
  static final List<Variant> variants = Variant.ALL;

  private static Network network(Variant variant) {
    return SampleWeights.of(GoogLeNet.graph(variant, 7, 48, true));
  }

  private static double change(Network network, UnaryOperator<Network> pass) {
    Network passed = pass.apply(network);
    float[] picture = SampleWeights.picture("passes", network.graph().input());
    Map<String, float[]> before = new PlainExecutor(network).run(picture);
    Map<String, float[]> after = new PlainExecutor(passed).run(picture);
    double largest = 0;
    for (Head head : passed.graph().heads().keySet()) {
      float[] expected = PlainExecutor.get(before, network.graph().head(head).name());
      float[] found = PlainExecutor.get(after, passed.graph().head(head).name());
      largest = Math.max(largest, Close.distance(found, expected));
    }
    return largest;
  }

  private static long count(Network network, Class<? extends Operation> kind) {
    return network.graph().nodes().stream().filter(n -> kind.isInstance(n.operation())).count();
  }

  @ParameterizedTest
  @FieldSource("variants")
  void inferenceLeavesTheMainHeadAsItWas(Variant variant) {
    Network network = network(variant);
    assertThat(change(network, Inference::apply)).isZero();
    Network passed = Inference.apply(network);
    assertThat(passed.graph().heads()).containsOnlyKeys(Head.MAIN);
    assertThat(count(passed, Dropout.class)).isZero();
    assertThat(passed.weights().names()).noneMatch(name -> name.startsWith("loss1/"));
  }

  @ParameterizedTest
  @FieldSource("variants")
  void foldedBatchNormalizationGivesTheSameOutput(Variant variant) {
    Network network = network(variant);
    assertThat(change(network, FoldBatchNormalization::apply)).isLessThan(2e-6);
    assertThat(count(FoldBatchNormalization.apply(network), BatchNormalization.class)).isZero();
  }

  /**
   * At 48 pixels a seventh of conv1's windows extend beyond the border, so a wrong border shows.
   */
  @ParameterizedTest
  @FieldSource("variants")
  void foldedInputGivesTheSameOutputAtTheBordersToo(Variant variant) {
    Network network = network(variant);
    assertThat(change(network, FoldInput::apply)).isLessThan(5e-6);
    assertThat(count(FoldInput.apply(network), Normalization.class)).isZero();
    float[] picture = SampleWeights.picture("borders", network.graph().input());
    float[] before = conv1(network, picture);
    float[] after = conv1(FoldInput.apply(network), picture);
    assertThat(Close.distance(after, before)).isLessThan(2e-6);
  }

  private static float[] conv1(Network network, float[] picture) {
    return PlainExecutor.get(new PlainExecutor(network).run(picture), "conv1/7x7_s2");
  }

  @ParameterizedTest
  @FieldSource("variants")
  void fusedReluGivesTheSameOutputBitForBit(Variant variant) {
    Network network = FoldBatchNormalization.apply(network(variant));
    assertThat(change(network, FuseRelu::apply)).isZero();
    assertThat(count(FuseRelu.apply(network), Relu.class)).isZero();
  }

  @ParameterizedTest
  @FieldSource("variants")
  void simplifiedGivesTheSameOutputOfAllHeads(Variant variant) {
    Network network = network(variant);
    assertThat(Simplify.apply(network).graph().heads()).hasSize(3);
    assertThat(change(network, Simplify::apply)).isLessThan(5e-6);
  }

  /** Fusing them would remove the node that the output names. */
  @Test
  void whatIsAnOutputIsNotFused() {
    Network network = network(Variant.PAPER).withOutputs(List.of("inception_3a/3x3"));
    Network passed = Simplify.apply(network);
    assertThat(passed.graph().outputs()).containsEntry("inception_3a/3x3", "inception_3a/3x3");
    float[] picture = SampleWeights.picture("outputs", network.graph().input());
    float[] before = PlainExecutor.get(new PlainExecutor(network).run(picture), "inception_3a/3x3");
    float[] after = PlainExecutor.get(new PlainExecutor(passed).run(picture), "inception_3a/3x3");
    assertThat(Close.distance(after, before)).isLessThan(5e-6);
  }

  @Test
  void aConvolutionThatOthersReadKeepsItsBatchNormalization() {
    Convolution convolution = new Convolution("c", 2, 1, 1, 0, false);
    Shape two = new Shape(4, 4, 2);
    Graph graph =
        new Graph(
            new Shape(4, 4, 3),
            List.of(
                new Node("c", convolution, List.of(Graph.PICTURES), two),
                new Node("b", new BatchNormalization("b", 1e-3), List.of("c"), two),
                new Node("r", new Relu(), List.of("b"), two)),
            Map.of(Head.MAIN, "r", Head.AUX1, "c"));
    Network network = SampleWeights.of(graph);
    assertThat(count(FoldBatchNormalization.apply(network), BatchNormalization.class)).isOne();
    assertThat(change(network, FoldBatchNormalization::apply)).isZero();
    assertThat(change(network, FuseRelu::apply)).isZero();
  }

  @Test
  void probabilitiesAreTheSoftmaxOfEachPicturesLogits() {
    Network network = Inference.apply(network(Variant.PAPER));
    float[] picture = SampleWeights.picture("softmax", network.graph().input());
    float[] logits = new PlainExecutor(network).main(picture);
    float[] found = new PlainExecutor(network.withProbabilities()).main(picture);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int i = 0; i < logits.length; i++) {
      assertThat((double) found[i])
          .isCloseTo(Math.exp(logits[i]) / sum, org.assertj.core.data.Offset.offset(1e-6));
    }
  }
}
