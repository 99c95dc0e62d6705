package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Files of one package that use each other in a circle, all of them, each with its reason. */
class FileCirclesTest {
  private static final String ROOT = "io.github.googlenet4j.";

  private static final Map<Set<String>, String> KNOWN =
      Map.ofEntries(
          Map.entry(
              Set.of("Training", "TrainingRun"),
              "a run is made of Training's request and gives its result"),
          Map.entry(
              Set.of("data.CsvSource", "data.DataSource", "data.FolderSource"),
              "the interface chooses between its two implementations"),
          Map.entry(
              Set.of("cli.ServeCommand", "cli.Serving"),
              "what the command does is apart from its options, which every start loads"),
          Map.entry(
              Set.of("data.DataInspection", "data.DataReport"),
              "the report is the result of the inspection, and begins it"),
          Map.entry(
              Set.of("data.Dataset", "data.DatasetBuilder"), "a data set is opened by its builder"),
          Map.entry(
              Set.of("file.Safetensors", "file.SafetensorsHeader", "file.SafetensorsWriter"),
              "a file's tensors are described by the header, which writer and reader share"),
          Map.entry(
              Set.of("file.TensorFile", "file.TensorProblems"),
              "a file checks its tensors, whose problems are named by the file's descriptions"),
          Map.entry(
              Set.of("graph.Operation", "graph.OperationVisitor"),
              "a visitor has a method for each operation, and each operation calls its own"),
          Map.entry(
              Set.of(
                  "image.Bmp",
                  "image.BmpMasks",
                  "image.Gif",
                  "image.Jpeg",
                  "image.JpegEnd",
                  "image.JpegHeader",
                  "image.JpegScans",
                  "image.OrientationTags",
                  "image.PictureFile",
                  "image.PictureFormat",
                  "image.Png",
                  "image.Pnm",
                  "image.PnmHeader",
                  "image.RgbConversion",
                  "image.Tiff",
                  "image.TiffFields",
                  "image.TiffTiles",
                  "image.WebP",
                  "image.WebPContainer"),
              "a format lists its readers, which read a file that knows its format and takes notes"),
          Map.entry(
              Set.of("protobuf.ProtobufFields", "protobuf.ProtobufFile"),
              "a file gives the fields of its messages, which read it"),
          Map.entry(
              Set.of("webp.LosslessPixels", "webp.PrefixCodes"),
              "which codes a block uses is itself an image that is coded so"),
          Map.entry(
              Set.of("train.Preset", "train.Recipe", "train.RecipeFile"),
              "presets are recipes in files, and a recipe is changed as its file would be"),
          Map.entry(
              Set.of("torch.internal.cuda.CudaEvent", "torch.internal.cuda.CudaStream"),
              "a stream waits for events, which are recorded in streams"),
          Map.entry(
              Set.of("trainer.LearnerOptions", "trainer.OptionsText"),
              "the options' checksum is that of their written form"));

  @Test
  void everyCircleHasAReason() {
    Map<String, Set<String>> uses = uses();
    Set<Set<String>> found = new HashSet<>();
    for (String file : uses.keySet()) {
      Set<String> circle = new TreeSet<>();
      for (String other : reached(uses, file)) {
        if (reached(uses, other).contains(file)) {
          circle.add(other);
        }
      }
      if (circle.size() > 1) {
        found.add(Set.copyOf(circle));
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(KNOWN.keySet());
  }

  /** For each file those of its package that it uses. */
  private static Map<String, Set<String>> uses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(at -> !at.contains("/test-classes/") && !at.contains("-tests.jar"))
            .withImportOption(at -> !at.contains("/serve/proto/")) // generated
            .importPackages("io.github.googlenet4j")) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass();
        if (target.getPackageName().equals(type.getPackageName())
            && !file(target).equals(file(type))) {
          uses.computeIfAbsent(file(type), ignored -> new TreeSet<>()).add(file(target));
        }
      }
    }
    return uses;
  }

  private static String file(JavaClass type) {
    return type.getName().replace(ROOT, "").replaceAll("\\$.*|\\[.*", "");
  }

  private static Set<String> reached(Map<String, Set<String>> uses, String from) {
    Map<String, Boolean> seen = new HashMap<>();
    Deque<String> left = new ArrayDeque<>(uses.getOrDefault(from, Set.of()));
    while (!left.isEmpty()) {
      String next = left.remove();
      if (seen.put(next, true) == null) {
        left.addAll(uses.getOrDefault(next, Set.of()));
      }
    }
    return seen.keySet();
  }
}
