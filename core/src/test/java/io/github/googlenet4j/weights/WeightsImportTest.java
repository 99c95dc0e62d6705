package io.github.googlenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.file.Labels;
import io.github.googlenet4j.file.Labels.LabelsWithIds;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.RawSafetensors;
import io.github.googlenet4j.file.Refusal;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.SmallModels;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsImportTest {
  private static final List<String> LABELS = SmallModels.CLASSES;

  private static final ImportOptions THREE =
      ImportOptions.DEFAULT.withLabels(new LabelsWithIds(LABELS, List.of()), Path.of("labels"));

  private final Path folder;

  WeightsImportTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** The header of a file of a variant's tensors under foreign names. */
  private static ObjectNode header(TensorNaming naming, Variant variant, boolean auxiliary) {
    ObjectNode header = new ObjectMapper().createObjectNode();
    for (Parameter parameter :
        GoogLeNet.graph(variant, LABELS.size(), 224, auxiliary).parameters()) {
      RawSafetensors.put(
          header, naming.foreign(parameter.name()), parameter.shape().toArray(Integer[]::new));
    }
    return header;
  }

  private Path zeros(ObjectNode header) throws IOException {
    return RawSafetensors.writeZeros(folder.resolve("w.safetensors"), header);
  }

  private String refusal(ObjectNode header, Variant variant) throws IOException {
    Path file = zeros(header);
    return Refusal.of(file, () -> WeightsImport.read(file, variant, LABELS));
  }

  @Test
  void theWeightsThatCaffePublishedAreImported() throws IOException {
    Path weights = SharedData.path("weights/bvlc_googlenet.safetensors");
    Path labels = SharedData.path("weights/imagenet_synset_words.txt");
    ImportedModel imported = WeightsImport.read(weights, Variant.PAPER, labels);
    Model model = imported.model();
    assertThat(imported.notes())
        .containsExactly(
            "The file has no auxiliary heads. The model answers without them; only training needs them.");
    assertThat(model.classes()).hasSize(1000).startsWith("tench, Tinca tinca");
    assertThat(model.history())
        .containsOnlyKeys("source", "class_ids")
        .containsEntry(
            "source",
            "bvlc_googlenet.safetensors: BVLC GoogLeNet, trained by Sergio Guadarrama; released for unrestricted use");
    assertThat(model.classes().get(134)).isEqualTo("crane");
    assertThat(model.classes().get(517)).isEqualTo("crane");
    assertThat(model.classIds().get(134)).isEqualTo("n02012849");
    assertThat(model.classIds().get(517)).isEqualTo("n03126707");
    int values =
        model.weights().names().stream().mapToInt(n -> model.weights().values(n).length).sum();
    assertThat(values).isEqualTo(6_998_552);

    Path file = folder.resolve("model.safetensors");
    ModelFile.write(model, file, false);
    Weights read = ModelFile.read(file).weights();
    try (Safetensors source = Safetensors.open(weights)) {
      for (String name : source.entries().keySet()) {
        assertThat(read.values(name)).isEqualTo(source.tensor(name).values());
      }
    }
  }

  @Test
  void a999LineLabelFileIsRefused() throws IOException {
    Path weights = SharedData.path("weights/bvlc_googlenet.safetensors");
    Path labels = folder.resolve("labels.txt");
    Files.write(labels, IntStream.range(0, 999).mapToObj(i -> "label " + i).toList());
    assertThatThrownBy(() -> WeightsImport.read(weights, Variant.PAPER, labels))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            labels
                + ": expected 1000 labels, one for each output of loss3/classifier, found 999."
                + " Give the labels that these weights were trained with.");
  }

  @Test
  void torchvisionsNamesAreImportedAndItsCountsIgnored() throws IOException {
    Weights weights = SmallModels.weights(Variant.TORCHVISION, true);
    Map<String, Tensor> foreign = new HashMap<>(); // in any order
    weights
        .names()
        .forEach(name -> foreign.put(TensorNaming.TORCHVISION.foreign(name), weights.get(name)));
    foreign.put("conv1.bn.num_batches_tracked", new Tensor(List.of(), new float[] {5}));
    Path file = folder.resolve("t.safetensors");
    Safetensors.write(foreign, Map.of(), file, false);
    ImportedModel imported = WeightsImport.read(file, Variant.TORCHVISION, LABELS);
    assertThat(imported.model().auxiliary()).isTrue();
    assertThat(imported.model().history()).containsEntry("source", "t.safetensors");
    assertThat(imported.notes())
        .singleElement()
        .asString()
        .startsWith("The weights are taken to expect ImageNet's mean and deviation.");
    for (String name : weights.names()) {
      assertThat(imported.model().weights().values(name)).isEqualTo(weights.values(name));
    }
  }

  @Test
  void whatAFileSaysOfItsSourceIsKeptAsOneLine() throws IOException {
    ObjectNode header = header(TensorNaming.CAFFE, Variant.PAPER, false);
    header.putObject("__metadata__").put("source", "a\r\n\u001b[2Jb");
    assertThat(WeightsImport.read(zeros(header), Variant.PAPER, LABELS).model().history())
        .containsEntry("source", "w.safetensors: a???[2Jb");
  }

  /** A count of batches is an I64, which is no weight and would be refused as one. */
  @Test
  void theSeedsNamesAreImportedWithHeadsAndWithout() throws IOException {
    ObjectNode all = header(TensorNaming.SEED, Variant.SEED, true);
    RawSafetensors.put(all, "a3.conv1.bn.num_batches_tracked");
    ((ObjectNode) all.get("a3.conv1.bn.num_batches_tracked")).put("dtype", "I64");
    ImportedModel withHeads = WeightsImport.read(zeros(all), Variant.SEED, LABELS);
    assertThat(withHeads.model().auxiliary()).isTrue();
    assertThat(withHeads.notes()).isEmpty();
    ObjectNode main = header(TensorNaming.SEED, Variant.SEED, false);
    assertThat(WeightsImport.read(zeros(main), Variant.SEED, LABELS).model().auxiliary()).isFalse();
  }

  @Test
  void oneAuxiliaryHeadOnlyIsRefused() throws IOException {
    ObjectNode header = header(TensorNaming.CAFFE, Variant.PAPER, true);
    header.remove(
        header.properties().stream()
            .map(Map.Entry::getKey)
            .filter(n -> n.startsWith("loss2/"))
            .toList());
    assertThat(refusal(header, Variant.PAPER))
        .isEqualTo(
            "tensor loss2/conv.weight: expected shape [128, 528, 1, 1], found no such tensor;"
                + " tensor loss2/conv.bias: expected shape [128], found no such tensor;"
                + " tensor loss2/fc.weight: expected shape [1024, 2048], found no such tensor;"
                + " tensor loss2/fc.bias: expected shape [1024], found no such tensor;"
                + " tensor loss2/classifier.weight: expected shape [3, 1024], found no such tensor;"
                + " tensor loss2/classifier.bias: expected shape [3], found no such tensor."
                + " Nothing was imported; check that the file holds the variant paper.");
  }

  @Test
  void whatDoesNotFitIsNamedAsInTheFile() throws IOException {
    ObjectNode header = header(TensorNaming.TORCHVISION, Variant.TORCHVISION, false);
    header.remove("conv1.conv.weight");
    RawSafetensors.put(header, "fc.weight", 3, 1000);
    RawSafetensors.put(header, "fc.scale", 3);
    ((ObjectNode) header.get("fc.bias")).put("dtype", "I64");
    assertThat(refusal(header, Variant.TORCHVISION))
        .isEqualTo(
            "tensor conv1.conv.weight: expected shape [64, 3, 7, 7], found no such tensor;"
                + " tensor fc.weight: expected shape [3, 1024], found [3, 1000];"
                + " tensor fc.bias: expected dtype F32, F16 or BF16, found I64;"
                + " tensor fc.scale: expected no such tensor, found shape [3]."
                + " Nothing was imported; check that the file holds the variant torchvision.");
  }

  @Test
  void theWrongVariantIsRefusedWithTheUsualOne() throws IOException {
    assertThat(refusal(header(TensorNaming.SEED, Variant.SEED, true), Variant.PAPER))
        .contains("tensor bottom.0.bn.weight: expected no such tensor")
        .endsWith(
            " Nothing was imported; with the names of the seed program, the variant is usually seed.");
    assertThat(refusal(header(TensorNaming.CAFFE, Variant.PAPER, false), Variant.TORCHVISION))
        .startsWith("tensor conv1/7x7_s2.bn.scale: expected shape [64], found no such tensor; ")
        .endsWith(" with the names of Caffe, the variant is usually paper or batch_norm.");
  }

  @Test
  void unknownNamesAreRefusedWithTheKnownOnes() throws IOException {
    ObjectNode header = new ObjectMapper().createObjectNode();
    String known =
        "expected tensors named as one of Caffe (conv1/7x7_s2.weight), torchvision"
            + " (conv1.conv.weight), timm (Conv2d_1a_7x7.conv.weight), the seed program (bottom.0.conv.weight) does, found ";
    assertThat(refusal(header, Variant.PAPER)).isEqualTo(known + "none. Rename them.");
    for (String name : List.of("a", "b", "c", "d")) {
      RawSafetensors.put(header, name, 1);
    }
    assertThat(refusal(header, Variant.PAPER)).isEqualTo(known + "a, b, c. Rename them.");
  }

  @Test
  void anImpossibleClassifierIsRefusedByItsShape() throws IOException {
    ObjectNode header = header(TensorNaming.CAFFE, Variant.PAPER, false);
    for (Integer[] shape : new Integer[][] {{}, {1, 1024}, {2147483647, 0}}) {
      RawSafetensors.put(header, "loss3/classifier.weight", shape);
      assertThat(refusal(header, Variant.PAPER))
          .startsWith("tensor loss3/classifier.weight: expected shape [");
    }
  }

  @Test
  void whatAllNamesBeginWithIsLeftOutWithANote() throws IOException {
    for (String prefix : List.of("module.", "_orig_mod.", "module._orig_mod.", "net.backbone.")) {
      for (TensorNaming naming : TensorNaming.values()) {
        Variant variant = naming.usualVariants().get(0);
        boolean heads = naming != TensorNaming.TIMM;
        ObjectNode header = prefixed(prefix, header(naming, variant, heads));
        ImportedModel imported = WeightsImport.read(zeros(header), variant, LABELS);
        assertThat(imported.model().auxiliary()).isEqualTo(heads);
        assertThat(imported.notes())
            .first()
            .isEqualTo("The names in the file begin with " + prefix + ", which was left out.");
      }
    }
    ObjectNode header = header(TensorNaming.TORCHVISION, Variant.TORCHVISION, false);
    ObjectNode mixed = new ObjectMapper().createObjectNode();
    header
        .properties()
        .forEach(
            entry ->
                mixed.set((mixed.isEmpty() ? "" : "module.") + entry.getKey(), entry.getValue()));
    assertThat(refusal(mixed, Variant.TORCHVISION))
        .startsWith(
            "tensor module.conv1.conv.weight: expected shape [64, 3, 7, 7], found no such tensor;")
        .contains("tensor conv1.conv.weight: expected no such tensor, found shape [64, 3, 7, 7].");
  }

  private static ObjectNode prefixed(String prefix, ObjectNode header) {
    ObjectNode prefixed = new ObjectMapper().createObjectNode();
    header.properties().forEach(entry -> prefixed.set(prefix + entry.getKey(), entry.getValue()));
    return prefixed;
  }

  /** PyTorch's averaged models count beside the network. */
  @Test
  void aCountWithoutThePrefixIsIgnored() throws IOException {
    ObjectNode header =
        prefixed("module.", header(TensorNaming.TORCHVISION, Variant.TORCHVISION, true));
    RawSafetensors.put(header, "n_averaged");
    ((ObjectNode) header.get("n_averaged")).put("dtype", "I64");
    assertThat(WeightsImport.read(zeros(header), THREE).model().auxiliary()).isTrue();
  }

  @Test
  void theVariantIsToldByNamesAndShapes() throws IOException {
    for (Variant variant : Variant.ALL) {
      for (boolean heads : new boolean[] {true, false}) {
        ObjectNode header = header(TensorNaming.CAFFE, variant, heads);
        Model model = WeightsImport.read(zeros(header), THREE).model();
        assertThat(model.variant()).isEqualTo(variant);
        assertThat(model.auxiliary()).isEqualTo(heads);
      }
    }
    for (TensorNaming naming : TensorNaming.values()) {
      for (Variant variant : naming.usualVariants()) {
        ObjectNode header = header(naming, variant, naming != TensorNaming.TIMM);
        assertThat(WeightsImport.read(zeros(header), THREE).model().variant()).isEqualTo(variant);
      }
    }
  }

  /** Convolutions with biases alone: local response normalisation has no tensors. */
  @Test
  void whatCouldBeTwoNetworksAsksForTheVariant() throws IOException {
    ObjectNode header = header(TensorNaming.TORCHVISION, Variant.PAPER, true);
    Path file = zeros(header);
    assertThat(Refusal.of(file, () -> WeightsImport.read(file, THREE)))
        .isEqualTo(
            "expected tensors of one variant, found those of paper, or of a network whose batch"
                + " normalisation was folded into its convolutions. Name the variant.");
    assertThat(WeightsImport.read(file, THREE.withVariant(Variant.PAPER)).model().variant())
        .isEqualTo(Variant.PAPER);
  }

  @Test
  void theClosestVariantIsNamedWhereNoneFits() throws IOException {
    ObjectNode header = header(TensorNaming.TORCHVISION, Variant.TORCHVISION, false);
    header.remove("inception3a.branch1.bn.weight");
    Path file = zeros(header);
    assertThat(Refusal.of(file, () -> WeightsImport.read(file, THREE)))
        .isEqualTo(
            "tensor inception3a.branch1.bn.weight: expected shape [64], found no such tensor."
                + " Nothing was imported; the closest variant is torchvision.");
  }

  @Test
  void theLastLayerMayHaveAnotherName() throws IOException {
    for (String name : List.of("head.fc", "classifier", "last_linear")) {
      ObjectNode header = header(TensorNaming.TORCHVISION, Variant.TORCHVISION, false);
      for (String part : List.of(".weight", ".bias")) {
        header.set("net." + name + part, header.remove("fc" + part));
      }
      ObjectNode all = new ObjectMapper().createObjectNode();
      header
          .properties()
          .forEach(
              entry -> {
                String key = entry.getKey();
                all.set(key.startsWith("net.") ? key : "net." + key, entry.getValue());
              });
      assertThat(WeightsImport.read(zeros(all), THREE).model().classes()).hasSize(3);
    }
  }

  /** Files of Caffe's first years have four extents for each blob. */
  @Test
  void extentsOfOneDoNotMatter() throws IOException {
    ObjectNode header = header(TensorNaming.CAFFE, Variant.PAPER, false);
    RawSafetensors.put(header, "loss3/classifier.weight", 1, 1, 3, 1024);
    RawSafetensors.put(header, "loss3/classifier.bias", 1, 1, 1, 3);
    Model model = WeightsImport.read(zeros(header), THREE).model();
    assertThat(model.weights().get("loss3/classifier.weight").shape()).containsExactly(3, 1024);
  }

  @Test
  void labelsAreTheUsualOnesOfSoManyOutputs() throws IOException {
    ImportedModel places = WeightsImport.read(zeros(outputs(365)), ImportOptions.DEFAULT);
    assertThat(places.model().classes()).hasSize(365).startsWith("airfield", "airplane_cabin");
    assertThat(places.notes())
        .contains("The labels are taken to be those of places365, because there are 365 outputs.");
    Path file = zeros(outputs(7));
    assertThat(Refusal.of(file, () -> WeightsImport.read(file, ImportOptions.DEFAULT)))
        .isEqualTo("expected labels for its 7 outputs, found none. Give their labels.");
  }

  private static ObjectNode outputs(int count) {
    ObjectNode header = header(TensorNaming.TORCHVISION, Variant.TORCHVISION, true);
    for (String layer : List.of("fc", "aux1.fc2", "aux2.fc2")) {
      RawSafetensors.put(header, layer + ".weight", count, 1024);
      RawSafetensors.put(header, layer + ".bias", count);
    }
    return header;
  }

  @Test
  void tensorFlowsOutputForBackgroundIsLeftOut() throws IOException {
    for (ImportOptions options :
        List.of(
            ImportOptions.DEFAULT, ImportOptions.DEFAULT.withLabels(PublishedLabels.IMAGENET))) {
      ImportedModel imported = WeightsImport.read(zeros(outputs(1001)), options);
      Model model = imported.model();
      assertThat(model.classes()).hasSize(1000).startsWith("tench, Tinca tinca");
      assertThat(model.weights().get("loss1/classifier.bias").shape()).containsExactly(1000);
      assertThat(model.variant().normalization())
          .isEqualTo(TrainedInput.TORCHVISION_PUBLISHED.normalization());
      assertThat(imported.notes())
          .contains(
              "The first of the 1001 outputs is taken to be TensorFlow's for background,"
                  + " and was left out.");
    }
    Map<String, Tensor> tensors =
        Map.of(
            "loss3/classifier.weight",
            new Tensor(List.of(3, 2), new float[] {9, 9, 1, 2, 3, 4}),
            "loss3/classifier.bias",
            new Tensor(List.of(3), new float[] {9, 5, 6}));
    Map<String, Tensor> mapped =
        new OutputLabels(PublishedLabels.IMAGENET.read(), true, List.of()).mapped(tensors);
    assertThat(new Weights(mapped).values("loss3/classifier.weight")).containsExactly(1, 2, 3, 4);
    assertThat(new Weights(mapped).values("loss3/classifier.bias")).containsExactly(5, 6);
  }

  /** A network of MTCNN, as published: Caffe's reader reads it, and it is no GoogLeNet. */
  @Test
  void anotherNetworkIsToldInOneLine() throws IOException {
    Path file = folder.resolve("pnet.caffemodel");
    try (InputStream in =
        WeightsImportTest.class.getResourceAsStream("../foreign/caffe/pnet.caffemodel")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    assertThat(Refusal.of(file, () -> WeightsImport.read(file, ImportOptions.DEFAULT)))
        .startsWith("expected tensors named as one of Caffe (conv1/7x7_s2.weight), ")
        .contains(" does, found conv1.weight, conv1.bias, ")
        .endsWith(". Rename them.");
  }

  /** A file that a model was exported to knows labels, ids and input. */
  @Test
  void whatAnExportedFileSaysIsTaken() throws IOException {
    Variant half =
        Variant.TORCHVISION.withNormalization(TrainedInput.TORCHVISION_PUBLISHED.normalization());
    Model model =
        new Model(
            half,
            LABELS,
            Variant.PAPER.preparation(),
            false,
            SmallModels.weights(half, false),
            Map.of(Model.CLASS_IDS, "n1 n2 n3"));
    Map<String, Tensor> foreign = new HashMap<>();
    model
        .weights()
        .names()
        .forEach(
            name -> foreign.put(TensorNaming.TORCHVISION.foreign(name), model.weights().get(name)));
    Map<String, String> metadata = new HashMap<>(ModelFile.metadata(model));
    metadata.put("format", "pt");
    Path file = folder.resolve("exported.safetensors");
    Safetensors.write(foreign, metadata, file, true);
    ImportedModel imported = WeightsImport.read(file, ImportOptions.DEFAULT);
    assertThat(imported.model().variant()).isEqualTo(half);
    assertThat(imported.model().preparation()).isEqualTo(model.preparation());
    assertThat(imported.model().classes()).isEqualTo(LABELS);
    assertThat(imported.model().classIds()).containsExactly("n1", "n2", "n3");
    metadata.put("input.mean", "[1]");
    Safetensors.write(foreign, metadata, file, true);
    assertThat(Refusal.of(file, () -> WeightsImport.read(file, ImportOptions.DEFAULT)))
        .startsWith("metadata input: mean: expected three numbers");
  }

  @Test
  void theInputMayBeGiven() throws IOException {
    Path file = zeros(header(TensorNaming.TORCHVISION, Variant.TORCHVISION, true));
    ImportedModel imported =
        WeightsImport.read(file, THREE.withInput(TrainedInput.TORCHVISION_PUBLISHED));
    assertThat(imported.notes())
        .containsExactly(
            "Its auxiliary heads were never trained, as torchvision says; answers need none.");
    Model model = imported.model();
    assertThat(model.variant().normalization().mean()).containsOnly(127.5f);
    Path written = folder.resolve("model.safetensors");
    ModelFile.write(model, written, false);
    assertThat(ModelFile.read(written).variant()).isEqualTo(model.variant());
  }

  @Test
  void imageNetsLabelsAreThePublishedOnes() throws IOException {
    Path published = SharedData.path("weights/imagenet_synset_words.txt");
    assertThat(PublishedLabels.IMAGENET.read()).isEqualTo(Labels.readWithIds(published));
    assertThat(PublishedLabels.PLACES365.read().labels())
        .hasSize(365)
        .doesNotHaveDuplicates()
        .isSorted()
        .contains("church/indoor", "zen_garden");
  }
}
