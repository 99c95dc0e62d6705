package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.GoldenFile;
import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.ForeignGolden;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.weights.TensorNaming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** torchvision's network with known weights, imported, against what torch computed with them. */
class ImportedHeadsTest {
  /** Made by {@code reference/torchvision_heads.py} with these photographs. */
  private static final GoldenFile GOLDEN = GoldenFile.resource("torchvision_heads.safetensors");

  private static final List<String> PHOTOGRAPHS =
      List.of(
          "dress/06a00c0f-5f9a-410d-a7da-3881a9df3a71.jpg",
          "shoes/07d88b75-85a4-407b-aa73-12294a2ff9a8.jpg",
          "hat/2a12baab-f020-42e3-8e6b-5d82e3ed0b55.jpg");

  private static final Map<Head, String> NAMES =
      Map.of(Head.MAIN, "logits", Head.AUX1, "aux1", Head.AUX2, "aux2");

  private static final int SIDE = 224;
  private static final int CLASSES = 10;
  private static final int AREA = SIDE * SIDE;

  private final Path folder;

  ImportedHeadsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** With the names, the prefix and the count that PyTorch's averaged models have. */
  private Path weights() throws IOException {
    Weights weights = new ForeignGolden(Variant.TORCHVISION, SIDE, "").network().weights();
    Map<String, Tensor> foreign = new LinkedHashMap<>();
    foreign.put("n_averaged", new Tensor(List.of(), new float[] {7}));
    weights
        .names()
        .forEach(
            name ->
                foreign.put("module." + TensorNaming.TORCHVISION.foreign(name), weights.get(name)));
    Path file = folder.resolve("weights.bin");
    Safetensors.write(foreign, Map.of(), file, false);
    return file;
  }

  private Path labels() throws IOException {
    return Files.writeString(folder.resolve("labels.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
  }

  private static FloatBuffer pictures(Model model) throws IOException {
    FloatBuffer batch =
        ByteBuffer.allocateDirect(PHOTOGRAPHS.size() * 3 * AREA * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    PictureReader reader = new PictureReader(PictureLimits.DEFAULT);
    for (int i = 0; i < PHOTOGRAPHS.size(); i++) {
      Path photograph = SharedData.path("data/clothing/test").resolve(PHOTOGRAPHS.get(i));
      model.preparation().into(reader.read(photograph), batch, i);
    }
    return batch;
  }

  @Test
  void allHeadsGiveTorchsLogitsOnPhotographs() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Call call = Call.of("import", weights(), "--labels", labels(), "--output", file);
    assertThat(call.err()).isEmpty();
    assertThat(call.out()).contains("torchvision, 10 classes").contains("begin with module.");
    Model model = ModelFile.read(file);
    FloatBuffer pictures = pictures(model);
    EngineOptions options = EngineOptions.DEFAULT.withPrecision(Precision.FP32);
    for (Engine engine : Engine.all()) {
      if (!engine.availability().usable()) {
        continue;
      }
      try (Program program = engine.compile(model.network(), options)) {
        Outputs found = program.run(pictures, PHOTOGRAPHS.size());
        NAMES.forEach(
            (head, name) ->
                assertThat(found.of(head))
                    .describedAs("%s of %s", head, engine.name())
                    .containsExactly(GOLDEN.floats(name), within(1e-4f)));
      }
    }
  }

  private static Offset<Float> within(float value) {
    return Offset.offset(value);
  }

  private Path golden(float error) throws IOException {
    Model model = model();
    FloatBuffer pictures = pictures(model);
    float[] planes = new float[pictures.capacity()];
    for (int i = 0; i < planes.length; i++) {
      int channel = i / AREA % 3;
      float pixel = pictures.get((i / AREA / 3 * AREA + i % AREA) * 3 + channel);
      planes[i] =
          (pixel - model.variant().normalization().mean().get(channel))
              / model.variant().normalization().deviation().get(channel);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("input", new Tensor(List.of(PHOTOGRAPHS.size(), 3, SIDE, SIDE), planes));
    for (String name : NAMES.values()) {
      float[] logits = GOLDEN.floats(name).clone();
      logits[3] += name.equals("aux2") ? error : 0;
      tensors.put(name, new Tensor(List.of(PHOTOGRAPHS.size(), CLASSES), logits));
    }
    Path file = folder.resolve("golden.safetensors");
    Safetensors.write(tensors, Map.of(), file, true);
    return file;
  }

  private static Model model() {
    Weights weights = new ForeignGolden(Variant.TORCHVISION, SIDE, "").network().weights();
    List<String> classes = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    return new Model(Variant.TORCHVISION, classes, true, weights);
  }

  @Test
  void goldenResultsAreComparedForEachHead() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Path weights = weights();
    Call right =
        Call.of("import", weights, "--labels", labels(), "--golden", golden(0), "--output", file);
    assertThat(right.err()).isEmpty();
    assertThat(right.out())
        .contains("main: largest difference of logits from ")
        .contains("aux1: largest")
        .contains("aux2: largest");
    Files.delete(file);
    Call wrong =
        Call.of("import", weights, "--labels", labels(), "--golden", golden(1), "--output", file);
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err())
        .contains("golden.safetensors: aux2: expected logits within ")
        .endsWith("Nothing was imported; check variant and input.\n");
    assertThat(file).doesNotExist();
  }

  @Test
  void aPictureIsTriedOnTwoEngines() throws IOException {
    Path picture = SharedData.path("data/clothing/test").resolve(PHOTOGRAPHS.get(0));
    Call call =
        Call.of(
            "import",
            weights(),
            "--labels",
            labels(),
            "--try",
            picture,
            "--output",
            folder.resolve("model.safetensors"));
    assertThat(call.status()).isZero();
    assertThat(call.out()).contains(".jpg, by onednn:").contains(".jpg, by onnxruntime:");
    assertThat(call.out().lines().filter(line -> line.contains(" %  "))).hasSize(10);
  }
}
