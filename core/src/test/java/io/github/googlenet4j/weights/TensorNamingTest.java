package io.github.googlenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TensorNamingTest {
  @Test
  void theTorchvisionTableCoversExactlyItsStateDictionary() throws IOException {
    Graph graph = GoogLeNet.graph(Variant.TORCHVISION, 10, 224, true);
    try (Safetensors golden =
        Safetensors.open(SharedData.path("reference/torchvision_golden.safetensors"))) {
      assertThat(graph.parameters().stream().filter(Parameter::trained).map(this::torchvision))
          .containsExactlyInAnyOrderElementsOf(under("train/gradient_norm/", golden));
      assertThat(graph.parameters().stream().filter(p -> !p.trained()).map(this::torchvision))
          .containsExactlyInAnyOrderElementsOf(under("after_3_steps/norm/", golden));
    }
  }

  private String torchvision(Parameter parameter) {
    return TensorNaming.TORCHVISION.foreign(parameter.name());
  }

  private static List<String> under(String prefix, Safetensors file) {
    return file.entries().keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  @Test
  void theSeedTableCoversExactlyItsStateDictionaryWithItsShapes() throws IOException {
    Graph graph = GoogLeNet.graph(Variant.SEED, 1000, 224, true);
    try (Safetensors golden =
        Safetensors.open(SharedData.path("reference/seed_golden.safetensors"))) {
      String names = golden.metadata().getOrDefault("state_names", "");
      Map<String, String> expected =
          Arrays.stream(names.split(" ", -1))
              .map(pair -> pair.split(":", -1))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
      Map<String, String> found =
          graph.parameters().stream()
              .collect(
                  Collectors.toMap(
                      p -> TensorNaming.SEED.foreign(p.name()), TensorNamingTest::extents));
      assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
    }
  }

  private static String extents(Parameter parameter) {
    return parameter.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /** Two of ours under one name of theirs would give one of them the other's weights. */
  @Test
  void noTwoParametersShareAName() {
    Map<TensorNaming, Variant> usual =
        Map.of(
            TensorNaming.CAFFE, Variant.BATCH_NORM,
            TensorNaming.TORCHVISION, Variant.TORCHVISION,
            TensorNaming.SEED, Variant.SEED);
    usual.forEach(
        (naming, variant) -> {
          List<Parameter> parameters = GoogLeNet.graph(variant, 10, 224, true).parameters();
          Function<Parameter, String> name = parameter -> naming.foreign(parameter.name());
          assertThat(parameters.stream().map(name).distinct()).hasSameSizeAs(parameters);
        });
  }

  @Test
  void whatAProgramDoesNotHaveItDoesNotName() {
    assertThatThrownBy(() -> TensorNaming.SEED.foreign("loss1/classifier.weight"))
        .hasMessage(
            "loss1/classifier.weight: expected a parameter that the seed program names, found another.");
    assertThat(TensorNaming.TORCHVISION.find("inception_6a/1x1.weight")).isEmpty();
    assertThat(TensorNaming.TORCHVISION.find("inception_3a/7x7.weight")).isEmpty();
    assertThat(TensorNaming.TORCHVISION.find("conv2/3x3.bn")).isEmpty();
    assertThat(TensorNaming.TORCHVISION.find("")).isEmpty();
  }
}
