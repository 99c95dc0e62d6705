package io.github.googlenet4j.cli;

import io.github.googlenet4j.cache.UserCache;
import io.github.googlenet4j.download.FileDigest;
import io.github.googlenet4j.download.Patience;
import io.github.googlenet4j.download.PublishedWeights;
import io.github.googlenet4j.download.WeightsCache;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.weights.ImportOptions;
import io.github.googlenet4j.weights.PublishedLabels;
import io.github.googlenet4j.weights.TrainedInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet pull}: downloads published weights and imports them. */
@Command(
    name = "pull",
    description = "Downloads published weights and turns them into a model file.",
    footer = {
      "",
      "The file is kept in the user's cache, and size and digest are compared before",
      "anything reads it. GOOGLENET_MIRROR names another place that has the files.",
      "The JVM's proxy settings hold (GOOGLENET_JAVA_OPTIONS=-Dhttps.proxyHost=...).",
      "",
      "Example:",
      "  googlenet pull bvlc"
    })
final class PullCommand implements Callable<Integer> {
  private static final String MIRROR = "GOOGLENET_MIRROR";
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  @Parameters(paramLabel = "NAME", description = "bvlc, torchvision or places365.")
  private String name = "";

  @Option(
      names = "--output",
      paramLabel = "MODEL",
      description = "File to write (default: NAME.safetensors).")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--offline", description = "Take the file from the cache only.")
  private boolean offline;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "The file's SHA-256, where you know it from elsewhere.")
  private Optional<String> sha256 = Optional.empty();

  @Option(
      names = "--unverified",
      description = "Take a file for which nobody published a digest (places365).")
  private boolean unverified;

  @Option(names = "--force", description = "Replace MODEL if it exists.")
  private boolean force;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PublishedWeights weights = weights();
    Path model = output.orElse(Path.of(weights.name() + ".safetensors"));
    AtomicFile.checkTarget(model, force);
    Optional<String> mirror =
        Optional.ofNullable(System.getenv(MIRROR)).filter(address -> !address.isBlank());
    URI place = place(weights, mirror);
    UserCache cache = UserCache.get();
    PrintWriter out = spec.commandLine().getOut();
    ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
    Path file;
    try {
      file =
          new WeightsCache(cache.folder().resolve(WeightsCache.NAME))
              .get(
                  weights,
                  mirror,
                  offline,
                  Patience.DEFAULT,
                  (bytes, size) -> progress.show(text(place, bytes, size), share(bytes, size)));
    } finally {
      progress.clear();
    }
    out.println("source: " + weights.source());
    out.println("licence: " + weights.licence());
    if (!weights.hasDigest()) {
      out.println(
          "note: nobody published a digest of this file; its SHA-256 is "
              + FileDigest.of(file).sha256());
    }
    new Importing(out, model, force)
        .run(file, options(weights), Optional.empty(), Optional.empty());
    return 0;
  }

  private PublishedWeights weights() {
    PublishedWeights weights = PublishedWeights.named(name);
    if (sha256.isPresent()) {
      if (!SHA_256.matcher(sha256.get()).matches()) {
        throw new IllegalArgumentException(
            "--sha256: expected 64 hexadecimal digits, found %s.".formatted(sha256.get()));
      }
      weights = weights.withSha256(sha256.get());
    }
    if (!weights.hasDigest() && !unverified) {
      throw new IllegalArgumentException(
          ("%s: expected a digest to compare the file with, found none published."
                  + " Give one (--sha256), or take the file as it comes (--unverified).")
              .formatted(weights.name()));
    }
    return weights;
  }

  private static URI place(PublishedWeights weights, Optional<String> mirror) {
    URI place;
    try {
      place = weights.place(mirror);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: expected an address, found %s.".formatted(MIRROR, mirror.orElse("")), e);
    }
    String scheme = String.valueOf(place.getScheme()).toLowerCase(Locale.ROOT);
    if (place.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          "%s: expected an address that begins with http:// or https://, found %s."
              .formatted(MIRROR, mirror.orElse("")));
    }
    return place;
  }

  private static ImportOptions options(PublishedWeights weights) {
    return ImportOptions.DEFAULT
        .withVariant(Variant.named(weights.variant()))
        .withLabels(PublishedLabels.named(weights.labels()).orElseThrow())
        .withInput(TrainedInput.named(weights.prepare()))
        .withSource("%s: %s; %s".formatted(weights.file(), weights.source(), weights.licence()));
  }

  private static String text(URI place, long bytes, long size) {
    return size > 0
        ? String.format(Locale.ROOT, "%s: %.1f of %.1f MB", place, bytes / 1e6, size / 1e6)
        : String.format(Locale.ROOT, "%s: %.1f MB", place, bytes / 1e6);
  }

  private static double share(long bytes, long size) {
    return size > 0 ? (double) bytes / size : 0;
  }
}
