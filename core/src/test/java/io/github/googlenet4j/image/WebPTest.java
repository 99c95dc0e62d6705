package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** WebP: libwebp's bytes, the container, and files that ask for too much. */
class WebPTest {
  private static final int RED = 0xFFFF0000;
  private static final int HALF_RED = 0x80FF0000;

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @TestFactory
  Stream<DynamicTest> everyCodingGivesLibwebpsBytes() throws IOException {
    return goldens().properties().stream()
        .map(
            golden ->
                dynamicTest(
                    golden.getKey(),
                    () -> {
                      Picture picture = reader.read(bytes(golden.getValue()), golden.getKey());
                      CRC32 crc = new CRC32();
                      crc.update(picture.rgb());
                      assertThat(picture.width()).isEqualTo(golden.getValue().get("width").asInt());
                      assertThat(crc.getValue()).isEqualTo(golden.getValue().get("crc").asLong());
                    }));
  }

  @Test
  void theFirstFrameLiesAtItsOffsetOnTheCanvas() throws IOException {
    byte[] second = WebPFiles.frame(0, 0, 7, 5, WebPFiles.solid(7, 5, 0xFF00FF00));
    byte[] black = animation(WebPFiles.ANIMATION, 4, 2, 2, 3, second);
    Picture picture = reader.read(black, "frames.webp");
    assertThat(picture.width()).isEqualTo(7);
    assertThat(picture.height()).isEqualTo(5);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        boolean inside = x >= 4 && x < 6 && y >= 2;
        assertThat(rgb(picture, x, y)).isEqualTo(inside ? 0xFF0000 : 0);
      }
    }
    byte[] clear = animation(WebPFiles.ANIMATION | WebPFiles.ALPHA, 4, 2, 2, 3, second);
    assertThat(rgb(reader.read(clear, "clear.webp"), 0, 0)).isEqualTo(0xFFFFFF);
  }

  @Test
  void alphaCountsWhereTheHeaderSaysSo() throws IOException {
    byte[] pixels = WebPFiles.solid(3, 2, HALF_RED);
    byte[] simple = WebPFiles.file(pixels);
    byte[] opaque = WebPFiles.file(WebPFiles.header(0, 3, 2), pixels);
    byte[] clear = WebPFiles.file(WebPFiles.header(WebPFiles.ALPHA, 3, 2), pixels);
    assertThat(rgb(reader.read(simple, "simple"), 0, 0)).isEqualTo(0xFF7F7F);
    assertThat(rgb(reader.read(opaque, "opaque"), 0, 0)).isEqualTo(0xFF0000);
    PictureInspection inspection = reader.inspect(clear, "clear");
    assertThat(rgb(inspection.picture(), 2, 1)).isEqualTo(0xFF7F7F);
    assertThat(inspection.notes()).containsExactly("alpha over white");
  }

  @Test
  void aProfileIsNotFollowedEvenIfItIsBroken() throws IOException {
    byte[] file =
        WebPFiles.file(
            WebPFiles.header(WebPFiles.PROFILE, 3, 2),
            WebPFiles.chunk("ICCP", new byte[13]),
            WebPFiles.solid(3, 2, RED));
    PictureInspection inspection = reader.inspect(file, "profile");
    assertThat(rgb(inspection.picture(), 1, 1)).isEqualTo(0xFF0000);
    assertThat(inspection.notes()).containsExactly("profile not followed");
  }

  @Test
  void whatFollowsTheFileIsNotLookedAt() throws IOException {
    byte[] file =
        WebPFiles.joined(
            WebPFiles.file(WebPFiles.solid(3, 2, RED)), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    assertThat(reader.read(file, "trailing").width()).isEqualTo(3);
  }

  @Test
  void transformsAreUsedOnce() {
    WebPFiles.Bits bits = new WebPFiles.Bits().head(10_000, 10_000);
    for (int i = 0; i < 200; i++) {
      bits.put(0b101, 3); // subtract green
    }
    refused(WebPFiles.file(WebPFiles.chunk("VP8L", bits.plainCodes(RED).bytes())), DAMAGED);
  }

  @Test
  void sizesAreCheckedBeforePixels() {
    PictureLimits small = PictureLimits.DEFAULT.withPixels(100);
    String reason = "expected at most 100 pixels, found 20 x 10. Make the picture smaller or raise";
    for (byte[] file :
        new byte[][] {
          WebPFiles.file(WebPFiles.solid(20, 10, RED)),
          WebPFiles.file(WebPFiles.header(0, 20, 10), WebPFiles.solid(2, 1, RED)),
          WebPFiles.file(
              WebPFiles.header(WebPFiles.ANIMATION, 20, 10),
              WebPFiles.frame(0, 0, 2, 2, WebPFiles.solid(2, 2, RED))),
          WebPFiles.file(
              WebPFiles.header(WebPFiles.ANIMATION, 5, 5),
              WebPFiles.frame(0, 0, 20, 10, WebPFiles.solid(2, 2, RED)))
        }) {
      assertThatThrownBy(() -> new PictureReader(small).read(file, "large"))
          .isInstanceOf(PictureException.class)
          .hasMessageStartingWith("large: " + reason);
    }
  }

  @Test
  void contradictionsAreRefused() {
    refused(WebPFiles.file(WebPFiles.header(0, 5, 5), WebPFiles.solid(4, 5, RED)), DAMAGED);
    refused(animation(WebPFiles.ANIMATION, 6, 0, 2, 2), DAMAGED); // beyond the canvas
    refused(
        WebPFiles.file(
            WebPFiles.header(WebPFiles.ANIMATION, 7, 5),
            WebPFiles.frame(0, 0, 2, 2, WebPFiles.solid(3, 2, RED))),
        DAMAGED);
    refused(WebPFiles.file(WebPFiles.header(0, 5, 5)), "expected a complete WebP, found the end");
  }

  @Test
  void largeTablesOfCodesAreRefused() {
    // One group of codes for each block of 4x4 pixels, by a palette of group numbers.
    WebPFiles.Bits bits = new WebPFiles.Bits().head(16_000, 6_000).put(0, 2).put(1, 1).put(0, 3);
    bits.put(0, 1).codes(0xFFFF00); // the entropy image: group 65,535 everywhere
    for (int i = 0; i < 20_000; i++) {
      bits.codes(RED);
    }
    refused(WebPFiles.file(WebPFiles.chunk("VP8L", bits.bytes())), DAMAGED); // 45,536 are missing
  }

  @Test
  void aDecoderStopsWhenItsTimeIsOverOrItsThreadInterrupted() throws IOException {
    PictureReader hasty = new PictureReader(PictureLimits.DEFAULT.withTime(Duration.ofNanos(1)));
    for (String name : new String[] {"lossy 17x16", "lossless 17x16", "cwebp -alpha_q 30"}) {
      byte[] file = bytes(goldens().get(name));
      assertThatThrownBy(() -> hasty.read(file, "slow"))
          .isInstanceOf(PictureException.class)
          .hasMessageStartingWith("slow: expected to be decoded within 0.0 s, found ");
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> reader.read(file, "stopped"))
            .isInstanceOf(CancellationException.class);
      } finally {
        Thread.interrupted();
      }
    }
  }

  @Test
  void damageIsAPictureOrOneLine() throws IOException {
    Random random = new Random(3);
    int read = 0;
    for (JsonNode golden : goldens()) {
      byte[] whole = bytes(golden);
      for (int i = 0; i < 120; i++) {
        byte[] file = whole.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
          file[12 + random.nextInt(file.length - 12)] = (byte) random.nextInt(256);
        }
        try {
          reader.read(file, "damaged");
          read++;
        } catch (PictureException e) {
          assertThat(e).hasMessageMatching("damaged: expected [^\\n]+, found [^\\n]+\\.");
        }
      }
    }
    assertThat(read).isPositive();
  }

  private static final String DAMAGED =
      "expected a readable WebP, found damaged or unsupported data. Copy the file again, or";

  private void refused(byte[] file, String reason) {
    assertThatThrownBy(() -> reader.read(file, "bad"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith("bad: " + reason);
  }

  /** A red frame on a canvas of 7 x 5. */
  private static byte[] animation(
      int flags, int left, int top, int width, int height, byte[]... further) {
    return WebPFiles.file(
        WebPFiles.header(flags, 7, 5),
        WebPFiles.chunk("ANIM", new byte[6]),
        WebPFiles.frame(left, top, width, height, WebPFiles.solid(width, height, RED)),
        WebPFiles.joined(further));
  }

  private static int rgb(Picture picture, int x, int y) {
    int at = 3 * (y * picture.width() + x);
    byte[] rgb = picture.rgb();
    return ((rgb[at] & 255) << 16) | ((rgb[at + 1] & 255) << 8) | (rgb[at + 2] & 255);
  }

  private static JsonNode goldens() throws IOException {
    try (InputStream in = WebPTest.class.getResourceAsStream("webp_golden.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static byte[] bytes(JsonNode golden) {
    return Base64.getDecoder().decode(golden.get("file").textValue());
  }
}
