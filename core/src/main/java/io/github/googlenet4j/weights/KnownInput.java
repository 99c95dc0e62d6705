package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.ExportedMetadata;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.foreign.onnx.OnnxWeights;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * How pictures are prepared for foreign weights, as far as it is known of the file. No tensor shows
 * it: weights that get other pictures than in their training answer, but less well.
 *
 * @param normalization from picture to network input
 * @param preparation from photograph to picture
 * @param notes what was assumed
 */
record KnownInput(Normalization normalization, Preparation preparation, List<String> notes) {
  /** How the SHA-256 of torchvision's googlenet-1378be20.pth begins; its name has it, too. */
  private static final String TORCHVISION_SHA_256 = "1378be20";

  private static final int CHUNK = 1 << 16;

  static KnownInput of(
      TensorFile file,
      ForeignNetwork network,
      Optional<TrainedInput> given,
      Optional<ExportedMetadata> exported,
      boolean background)
      throws IOException {
    if (given.isPresent()) {
      boolean published = given.get().equals(TrainedInput.TORCHVISION_PUBLISHED);
      return of(given.get(), published ? untrained(network) : List.of());
    }
    Variant variant = network.variant();
    if (exported.isPresent()) {
      return new KnownInput(
          exported.get().normalization().orElse(inFile(file, variant)),
          exported.get().preparation(),
          List.of());
    }
    if (background) {
      return of(
          TrainedInput.TORCHVISION_PUBLISHED,
          List.of(
              "The weights are taken to expect a mean and a deviation of .5, as TensorFlow's do"
                  + " that have an output for background."));
    }
    if (!inFile(file, variant).equals(variant.normalization())) {
      return new KnownInput(inFile(file, variant), variant.preparation(), List.of());
    }
    // torchvision.models.googlenet sets transform_input where it loads its own weights.
    if (variant.equals(Variant.TORCHVISION)) {
      return sha256(file.file()).startsWith(TORCHVISION_SHA_256)
          ? published(network)
          : assumed(variant);
    }
    return new KnownInput(variant.normalization(), variant.preparation(), List.of());
  }

  /** What the file's own graph shows of it, else the variant's. */
  private static Normalization inFile(TensorFile file, Variant variant) {
    return file instanceof OnnxWeights onnx
        ? onnx.pictures().normalization().orElse(variant.normalization())
        : variant.normalization();
  }

  private static KnownInput of(TrainedInput input, List<String> notes) {
    return new KnownInput(input.normalization(), input.preparation(), notes);
  }

  private static KnownInput published(ForeignNetwork network) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "These are the weights that torchvision publishes, which expect a mean and a deviation of .5.");
    notes.addAll(untrained(network));
    return of(TrainedInput.TORCHVISION_PUBLISHED, notes);
  }

  private static List<String> untrained(ForeignNetwork network) {
    return network.auxiliary()
        ? List.of("Its auxiliary heads were never trained, as torchvision says; answers need none.")
        : List.of();
  }

  private static KnownInput assumed(Variant variant) {
    return new KnownInput(
        variant.normalization(),
        variant.preparation(),
        List.of(
            "The weights are taken to expect ImageNet's mean and deviation. Those that torchvision"
                + " itself publishes were trained with .5 and .5 (transform_input): for a copy of"
                + " them, choose the preparation torchvision-published."));
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
