package io.github.googlenet4j.download;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Weights that somebody published, as the resource {@code published-weights.yaml} has them.
 *
 * @param name what the command is called with
 * @param file its name in the cache and on a mirror
 * @param address where it is published
 * @param size in bytes; 0 where it is not known
 * @param sha1 in hexadecimal; empty where it is not known
 * @param sha256 likewise, or its beginning
 * @param variant of the network
 * @param labels name of its published labels
 * @param prepare how pictures were prepared in its training
 * @param source whose weights they are
 * @param licence under which they may be used
 */
public record PublishedWeights(
    String name,
    String file,
    URI address,
    long size,
    String sha1,
    String sha256,
    String variant,
    String labels,
    String prepare,
    String source,
    String licence) {
  private static final String RESOURCE = "published-weights.yaml";

  /** What is not known is absent in the resource. */
  public PublishedWeights {
    sha1 = orEmpty(sha1);
    sha256 = orEmpty(sha256);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** All of them. */
  public static List<PublishedWeights> all() {
    try (InputStream in = PublishedWeights.class.getResourceAsStream(RESOURCE)) {
      YAMLMapper yaml = new YAMLMapper();
      yaml.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
      return List.of(yaml.readValue(in, PublishedWeights[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Those of a name.
   *
   * @throws IllegalArgumentException if there are none; the message lists the names
   */
  public static PublishedWeights named(String name) {
    List<PublishedWeights> all = all();
    return all.stream()
        .filter(weights -> weights.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "weights: expected one of %s, found %s."
                        .formatted(
                            all.stream()
                                .map(PublishedWeights::name)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  /** Where they are: where they are published, or behind the address of a mirror. */
  public URI place(Optional<String> mirror) {
    return mirror.isEmpty()
        ? address
        : URI.create(mirror.get() + (mirror.get().endsWith("/") ? "" : "/") + file);
  }

  /** With a digest that the user knows. */
  public PublishedWeights withSha256(String value) {
    return new PublishedWeights(
        name, file, address, size, sha1, value, variant, labels, prepare, source, licence);
  }

  /** Whether there is a digest to compare a file with. */
  public boolean hasDigest() {
    return !sha1.isEmpty() || !sha256.isEmpty();
  }
}
