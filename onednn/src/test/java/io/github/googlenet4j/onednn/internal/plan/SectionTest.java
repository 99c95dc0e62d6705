package io.github.googlenet4j.onednn.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionTest {
  private static final Network NETWORK =
      Simplify.apply(SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 10, 224, true)));
  private static final LoweredNetwork LOWERED = LoweredNetwork.of(NETWORK, Precision.FP32, false);
  private static final List<LoweredNode> NODES = LOWERED.nodes();

  @Test
  void theSmallerTheMapsTheMorePicturesAtATime() {
    List<Section> sections = Section.of(NODES, 16);
    assertThat(sections).extracting(Section::pictures).containsExactly(1, 1, 2, 4, 16);
    assertThat(sections.stream().flatMap(section -> section.nodes().stream())).isEqualTo(NODES);
    assertThat(Section.of(NODES, 3)).extracting(Section::pictures).containsExactly(1, 1, 2, 3, 3);
  }

  @Test
  void whatOtherSectionsReadAndTheResultsAreKeptForTheWholeBatch() {
    ActivationLayout layout = ActivationLayout.of(LOWERED, Section.of(NODES, 16), 16);
    assertThat(NODES.stream().map(LoweredNode::name).filter(name -> layout.stride(name) > 0))
        .containsExactlyInAnyOrder(
            "pool1/3x3_s2",
            "pool2/3x3_s2",
            "pool3/3x3_s2",
            "pool4/3x3_s2",
            NETWORK.graph().heads().get(Head.MAIN),
            NETWORK.graph().heads().get(Head.AUX1),
            NETWORK.graph().heads().get(Head.AUX2));
  }

  @Test
  void aBatchTakesLittleMoreMemoryThanItsPicturesNeed() {
    long one = ActivationLayout.of(LOWERED, Section.of(NODES, 1), 1).bytes();
    long sixteen = ActivationLayout.of(LOWERED, Section.of(NODES, 16), 16).bytes();
    assertThat(sixteen).isLessThan(7 * one);
  }
}
