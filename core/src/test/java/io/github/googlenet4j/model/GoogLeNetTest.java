package io.github.googlenet4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogLeNetTest {
  static final List<Variant> variants = Variant.ALL;

  @ParameterizedTest
  @CsvSource({
    "paper, 6998552, 13378280", // Caffe's bvlc_googlenet
    "torchvision, 6624904, 13004888", // torchvision's own count
    "seed, 7013112, 9245176", // the reference document's program
  })
  void parameterCountsAreThePublishedOnes(String name, long main, long all) {
    Variant variant = Variant.named(name);
    assertThat(GoogLeNet.graph(variant, 1000, 224, false).trainedParameters()).isEqualTo(main);
    assertThat(GoogLeNet.graph(variant, 1000, 224, true).trainedParameters()).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource({"paper, 1.58e9", "torchvision, 1.50e9"})
  void multiplyAddsAreThePublishedOnes(String name, double expected) {
    long found = GoogLeNet.graph(Variant.named(name), 1000, 224, false).multiplyAdds();
    assertThat(found / 1e9).isCloseTo(expected / 1e9, org.assertj.core.data.Offset.offset(.005));
  }

  /** The shapes of Table 1 that torchvision's comments and Caffe's log agree on. */
  @ParameterizedTest
  @CsvSource({
    "conv1/7x7_s2, 112x112x64",
    "pool1/3x3_s2, 56x56x64",
    "conv2/3x3, 56x56x192",
    "pool2/3x3_s2, 28x28x192",
    "inception_3a/output, 28x28x256",
    "inception_3b/output, 28x28x480",
    "pool3/3x3_s2, 14x14x480",
    "inception_4a/output, 14x14x512",
    "inception_4b/output, 14x14x512",
    "inception_4c/output, 14x14x512",
    "inception_4d/output, 14x14x528",
    "inception_4e/output, 14x14x832",
    "pool4/3x3_s2, 7x7x832",
    "inception_5a/output, 7x7x832",
    "inception_5b/output, 7x7x1024",
    "pool5/7x7_s1, 1x1x1024",
    "loss1/ave_pool, 4x4x512",
    "loss2/ave_pool, 4x4x528",
  })
  void shapesAreThoseOfThePapersTable(String node, String shape) {
    for (Variant variant : Variant.ALL) {
      Graph graph = GoogLeNet.graph(variant, 1000, 224, true);
      assertThat(graph.node(node).shape()).describedAs(variant.name()).hasToString(shape);
    }
  }

  @ParameterizedTest
  @FieldSource("variants")
  void anySideFrom32GivesLogitsFromAllHeads(Variant variant) {
    for (int side = 32; side <= 320; side++) {
      Graph graph = GoogLeNet.graph(variant, 10, side, true);
      assertThat(graph.heads()).containsOnlyKeys(Head.MAIN, Head.AUX1, Head.AUX2);
      for (Head head : Head.values()) {
        assertThat(graph.head(head).shape()).isEqualTo(new Shape(1, 1, 10));
      }
      assertThat(graph.node("loss1/ave_pool").shape()).isEqualTo(new Shape(4, 4, 512));
    }
  }

  /** Another project had its heads swapped for years: their results have the same shape. */
  @Test
  void auxiliaryHeadsReadTheModulesThatThePaperNames() {
    Graph graph = GoogLeNet.graph(Variant.PAPER, 1000, 224, true);
    assertThat(graph.node("loss1/ave_pool").inputs()).containsExactly("inception_4a/output");
    assertThat(graph.node("loss2/ave_pool").inputs()).containsExactly("inception_4d/output");
    assertThat(graph.head(Head.AUX1).name()).isEqualTo("loss1/classifier");
    assertThat(graph.head(Head.AUX2).name()).isEqualTo("loss2/classifier");
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 0, -1})
  void aSideBelow32IsRefused(int side) {
    assertThatThrownBy(() -> GoogLeNet.graph(Variant.PAPER, 1000, side, false))
        .hasMessage("side: expected 32 to 8192, found %d.", side);
  }

  @Test
  void oneClassIsRefused() {
    assertThatThrownBy(() -> GoogLeNet.graph(Variant.PAPER, 1, 224, false))
        .hasMessage("classes: expected 2 to 2147483647, found 1.");
  }

  @Test
  void anUnknownVariantListsTheNames() {
    assertThatThrownBy(() -> Variant.named("resnet"))
        .hasMessage("variant: expected one of paper, torchvision, seed, batch_norm, found resnet.");
    assertThat(Variant.named("Batch-Norm")).isSameAs(Variant.BATCH_NORM);
  }
}
