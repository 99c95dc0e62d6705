package io.github.googlenet4j.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine: the real addresses cannot be reached by tests. */
class WeightsCacheTest {
  private static final Patience SHORT =
      new Patience(4, Duration.ofMillis(5), Duration.ofSeconds(2), Duration.ofMillis(600));

  private final byte[] content = new byte[300_000];
  private final Path folder;
  private final LocalServer server = new LocalServer(content);
  private final WeightsCache cache;

  WeightsCacheTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.cache = new WeightsCache(folder.resolve("weights"));
    new Random(4).nextBytes(content);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private PublishedWeights weights(String path) throws IOException {
    Path copy = Files.write(folder.resolve("copy"), content);
    FileDigest digest = FileDigest.of(copy);
    return new PublishedWeights(
        "test",
        "w.bin",
        server.address(path),
        content.length,
        digest.sha1(),
        digest.sha256().substring(0, 8),
        "paper",
        "imagenet",
        "caffe",
        "source",
        "licence");
  }

  private Path get(PublishedWeights weights) throws IOException {
    return cache.get(weights, Optional.empty(), false, SHORT, (bytes, size) -> {});
  }

  private String refusal(String path) throws IOException {
    PublishedWeights weights = weights(path);
    Throwable thrown = catchThrowable(() -> get(weights));
    assertThat(thrown).isInstanceOf(IOException.class);
    String message = String.valueOf(thrown.getMessage());
    assertThat(message).doesNotContain("\n").startsWith(server.address(path) + ": ");
    return message.substring((server.address(path) + ": ").length());
  }

  private List<String> kept() {
    String[] names = folder.resolve("weights").toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  @Test
  void aFileIsDownloadedOnce() throws IOException {
    Path file = get(weights("/whole"));
    assertThat(file).hasBinaryContent(content);
    assertThat(get(weights("/whole"))).isEqualTo(file);
    assertThat(server.requests()).hasSize(1);
    assertThat(kept()).containsExactly("w.bin");
  }

  @Test
  void whatIsCutOffIsResumed() throws IOException {
    assertThat(get(weights("/cut"))).hasBinaryContent(content);
    assertThat(server.requests())
        .containsExactly("/cut", "/cut bytes=100000-", "/cut bytes=200000-");
  }

  @Test
  void anEarlierRunIsResumed() throws IOException {
    Files.createDirectories(folder.resolve("weights"));
    byte[] begun = Arrays.copyOf(content, 5000);
    Files.write(folder.resolve("weights/w.bin.part"), begun);
    assertThat(get(weights("/whole"))).hasBinaryContent(content);
    assertThat(server.requests()).containsExactly("/whole bytes=5000-");
  }

  /** The part is of another version of the file. */
  @Test
  void aResumedFileOfAnotherDigestIsBegunOnceMore() throws IOException {
    Files.createDirectories(folder.resolve("weights"));
    Files.write(folder.resolve("weights/w.bin.part"), new byte[5000]);
    assertThat(get(weights("/whole"))).hasBinaryContent(content);
    assertThat(server.requests()).containsExactly("/whole bytes=5000-", "/whole");
  }

  @Test
  void aServerWithoutRangesSendsAllAgain() throws IOException {
    Files.createDirectories(folder.resolve("weights"));
    Files.write(folder.resolve("weights/w.bin.part"), Arrays.copyOf(content, 5000));
    assertThat(get(weights("/no-range"))).hasBinaryContent(content);
    assertThat(server.requests()).containsExactly("/no-range bytes=5000-");
  }

  @Test
  void aBusyServerIsAskedAgain() throws IOException {
    assertThat(get(weights("/busy"))).hasBinaryContent(content);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aServerThatStallsIsAskedAgain() throws IOException {
    assertThat(get(weights("/stall"))).hasBinaryContent(content);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aSlowServerIsWaitedForAndShown() throws IOException {
    List<Long> shown = new ArrayList<>();
    Path file =
        cache.get(
            weights("/slow"),
            Optional.empty(),
            false,
            SHORT,
            (bytes, size) -> {
              assertThat(size).isEqualTo(content.length);
              shown.add(bytes);
            });
    assertThat(file).hasBinaryContent(content);
    assertThat(shown).isNotEmpty().isSorted();
  }

  @Test
  void anotherContentIsRefusedAndNotKept() throws IOException {
    assertThat(refusal("/other"))
        .startsWith("expected SHA-1 ")
        .endsWith("Nothing was kept; download it elsewhere or name a mirror.");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aLongerFileIsRefused() throws IOException {
    assertThat(refusal("/long"))
        .isEqualTo(
            "expected at most 300000 bytes, found more."
                + " Look for it elsewhere, or name a mirror.");
    assertThat(kept()).isEmpty();
  }

  @Test
  void nothingIsRefused() throws IOException {
    assertThat(refusal("/empty")).startsWith("expected 300000 bytes, found 0.");
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatIsNotThereIsAskedForOnce() throws IOException {
    assertThat(refusal("/missing"))
        .isEqualTo("expected the file, found status 404. Look for it elsewhere, or name a mirror.");
    assertThat(server.requests()).hasSize(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void redirectsAreFollowedButNotInCircles() throws IOException {
    assertThat(get(weights("/moved"))).hasBinaryContent(content);
    Files.delete(folder.resolve("weights/w.bin"));
    assertThat(refusal("/circle")).contains("too many redirects");
    assertThat(server.requests()).hasSizeLessThan(20);
  }

  @Test
  void aServerThatIsNotThereIsNamedWithTheReason() throws IOException {
    PublishedWeights weights = weights("/whole");
    server.close();
    assertThatThrownBy(() -> get(weights))
        .hasMessageContaining("(4 attempts). Try again: it goes on where it ended.");
    assertThat(kept()).isEmpty();
  }

  @Test
  void offlineOnlyTheCacheIsAsked() throws IOException {
    PublishedWeights weights = weights("/whole");
    assertThatThrownBy(() -> cache.get(weights, Optional.empty(), true, SHORT, (b, s) -> {}))
        .hasMessage(
            "%s: expected the file, found none. Download %s to it, or go online."
                .formatted(folder.resolve("weights/w.bin"), server.address("/whole")));
    get(weights);
    assertThat(cache.get(weights, Optional.empty(), true, SHORT, (b, s) -> {}))
        .hasBinaryContent(content);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aFileThatWasDamagedInTheCacheIsDownloadedAgain() throws IOException {
    Path file = get(weights("/whole"));
    Files.write(file, new byte[] {1});
    assertThat(get(weights("/whole"))).hasBinaryContent(content);
  }

  @Test
  void aMirrorIsAskedInsteadOfTheAddress() throws IOException {
    String mirror = server.address("/mirror/").toString();
    Path file =
        cache.get(weights("/missing"), Optional.of(mirror), false, SHORT, (bytes, size) -> {});
    assertThat(file).hasBinaryContent(content);
    assertThat(server.requests()).containsExactly("/mirror/w.bin");
    assertThat(weights("/x").place(Optional.of("http://a/b")))
        .isEqualTo(URI.create("http://a/b/w.bin"));
  }

  @Test
  void thePublishedWeightsAreThoseThatAreKnown() {
    assertThat(PublishedWeights.all())
        .extracting(PublishedWeights::name)
        .containsExactly("bvlc", "torchvision", "places365");
    assertThat(PublishedWeights.named("bvlc").sha1())
        .isEqualTo("405fc5acd08a3bb12de8ee5e23a96bec22f08204");
    assertThat(PublishedWeights.named("torchvision").sha256()).isEqualTo("1378be20");
    assertThat(PublishedWeights.named("places365").hasDigest()).isFalse();
    assertThatThrownBy(() -> PublishedWeights.named("vgg"))
        .hasMessage("weights: expected one of bvlc, torchvision, places365, found vgg.");
  }
}
