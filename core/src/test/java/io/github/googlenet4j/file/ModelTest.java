package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTest {
  private final Weights weights = SmallModels.weights(Variant.TORCHVISION, false);

  private Model model(List<String> classes) {
    return new Model(Variant.TORCHVISION, classes, false, weights);
  }

  @Test
  void itIsPreparedAsItsVariant() {
    Model model = model(SmallModels.CLASSES);
    assertThat(model.preparation()).isEqualTo(Variant.TORCHVISION.preparation());
    assertThat(model.side()).isEqualTo(224);
    assertThat(model.graph().heads()).containsOnlyKeys(Head.MAIN);
    assertThat(model.network().weights()).isSameAs(weights);
  }

  @Test
  void itDoesNotChangeWithTheListItWasMadeOf() {
    List<String> classes = new ArrayList<>(SmallModels.CLASSES);
    Model model = model(classes);
    classes.set(0, "another");
    assertThat(model.classes()).isEqualTo(SmallModels.CLASSES);
  }

  @Test
  void weightsThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> model(List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "loss3/classifier.weight: expected shape [2, 1024], found [3, 1024];"
                + " loss3/classifier.bias: expected shape [2], found [3].");
    assertThatThrownBy(() -> new Model(Variant.TORCHVISION, SmallModels.CLASSES, true, weights))
        .hasMessageContaining("loss1/fc.weight: expected shape [1024, 2048], found no such tensor");
  }

  @Test
  void aLabelThatCannotBePrintedIsRefused() {
    for (String label : List.of("", " ", "a\nb", "\u001b[2J", "\ud83d", "\u202egnp.exe")) {
      assertThatThrownBy(() -> model(List.of("a", label, "b")))
          .hasMessage(
              "class 1: expected a label in printable characters, found '%s'.".formatted(label));
    }
    assertThat(model(List.of("\ud83d\ude00", "می\u200cخواهم", "b")).classes()).hasSize(3);
  }

  @Test
  void aVariantWithoutANameCannotBeKept() {
    Variant paper = Variant.PAPER;
    Variant own =
        new Variant(
            "own",
            paper.batchNormEpsilon(),
            paper.convolutionBias(),
            paper.relu(),
            3,
            paper.stridedPool(),
            paper.lastPool(),
            paper.adaptiveHeads(),
            paper.sharedHeads(),
            paper.dropout(),
            paper.auxiliaryDropout(),
            paper.normalization(),
            paper.preparation());
    assertThatThrownBy(() -> new Model(own, SmallModels.CLASSES, false, weights))
        .hasMessage("variant: expected one with a name, found own.");
  }

  @Test
  void classIdsAreOneForEachClass() {
    Model model = model(SmallModels.CLASSES);
    assertThat(model.classIds()).isEmpty();
    assertThat(model.withHistory(Model.CLASS_IDS, "n1 n2 n3").classIds())
        .containsExactly("n1", "n2", "n3");
    assertThatThrownBy(() -> model.withHistory(Model.CLASS_IDS, "n1 n2"))
        .hasMessage("history class_ids: expected 3 ids, one for each class, found 2.");
  }

  @Test
  void historyIsSortedAndItsKeysAreWords() {
    Model model = model(SmallModels.CLASSES).withHistory("source", "x").withHistory("metrics", "y");
    assertThat(model.history())
        .containsExactly(Map.entry("metrics", "y"), Map.entry("source", "x"));
    assertThatThrownBy(() -> model.withHistory("Data Set", ""))
        .hasMessage("history: expected a word in lower case, found Data Set.");
    assertThatThrownBy(() -> model.withHistory("source", "\ud83d"))
        .hasMessageStartingWith("history source: expected printable text, found ");
  }
}
