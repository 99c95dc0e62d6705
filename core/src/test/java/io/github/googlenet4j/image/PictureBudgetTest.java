package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureBudgetTest {

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tiff"})
  void everyDecoderStopsWhenTheTimeIsOver(String format) throws IOException {
    byte[] picture = BadPictureTest.image(format, 60, 40);
    PictureReader hasty = new PictureReader(PictureLimits.DEFAULT.withTime(Duration.ofNanos(1)));

    assertThatThrownBy(() -> hasty.read(picture, "slow"))
        .isInstanceOf(PictureException.class)
        .hasMessageMatching(
            "slow: expected to be decoded within 0\\.0 s, found [0-9.]+ s\\."
                + " Save it again with another program or raise the limit of time\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tiff"})
  void everyDecoderStopsWhenItsThreadIsInterrupted(String format) throws IOException {
    byte[] picture = BadPictureTest.image(format, 60, 40);
    PictureReader reader = new PictureReader(PictureLimits.DEFAULT);
    try {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> reader.read(picture, "stopped"))
          .isInstanceOf(CancellationException.class);

      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aDecoderThatReadsOnAndOnIsStopped() throws IOException {
    PictureFile file =
        new PictureFile("loop", new byte[100], PictureLimits.DEFAULT.withWork(1_000_000));
    PictureStream stream = file.stream();
    AtomicInteger reads = new AtomicInteger();

    assertThatThrownBy(
            () -> {
              while (true) {
                stream.seek(0);
                stream.read(new byte[100]);
                reads.incrementAndGet();
              }
            })
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith("loop: expected at most 1000000 bytes to decode, found at least 1");
    assertThat(reads.get()).isBetween(9_000, 10_000);
    assertThatThrownBy(() -> file.budget().checkRefusal()).hasMessageStartingWith("loop: ");
  }

  @Test
  void aDecoderThatWaitsAtTheEndIsStopped() {
    PictureFile file =
        new PictureFile("end", new byte[0], PictureLimits.DEFAULT.withWork(1_000_000));
    PictureStream stream = file.stream();

    assertThatThrownBy(
            () -> {
              while (stream.read() < 0) {
                // a decoder that hopes for more
              }
            })
        .isInstanceOf(PictureException.class);
  }

  @Test
  void aStreamOfPiecesIsTheirBytesInOrder() throws IOException {
    byte[] bytes = {1, 2, 3, 4, 5, 6};
    PictureFile file = new PictureFile("pieces", bytes, PictureLimits.DEFAULT);
    PictureStream stream =
        file.stream(
            file.piece(0, 2), ByteBuffer.wrap(new byte[] {9}), file.piece(2, 2), file.piece(3, 6));

    byte[] found = new byte[6];
    stream.readFully(found);

    assertThat(found).containsExactly(1, 2, 9, 4, 5, 6);
    assertThat(stream.length()).isEqualTo(6);
    stream.seek(1);
    assertThat(stream.readUnsignedShort()).isEqualTo(0x0209);
    stream.seek(5);
    assertThat(stream.read()).isEqualTo(6);
    assertThat(stream.exhausted()).isFalse();
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.exhausted()).isTrue();
  }

  /** A picture of noise: its file is long, and the clock is asked wherever the file is read. */
  @Test
  void aLongDecodeIsCutShortByItsDeadline() throws IOException {
    BufferedImage noise = new BufferedImage(1000, 1000, BufferedImage.TYPE_BYTE_GRAY);
    new Random(1).nextBytes(((DataBufferByte) noise.getRaster().getDataBuffer()).getData());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(noise, "png", bytes);

    AtomicLong asked = new AtomicLong();
    PictureFile patient = file(bytes.toByteArray(), Duration.ofDays(1), asked);
    assertThat(PictureFormat.PNG.read(patient).height()).isEqualTo(1000);
    long times = asked.get();
    assertThat(times).isGreaterThan(10);

    PictureFile hasty = file(bytes.toByteArray(), Duration.ofSeconds(times / 2), new AtomicLong());
    assertThatThrownBy(() -> PictureFormat.PNG.read(hasty))
        .hasStackTraceContaining("PNGImageReader"); // not after it
    assertThat(hasty.budget().refusal())
        .hasMessage(
            "noise: expected to be decoded within %d.0 s, found %d.0 s."
                    .formatted(times / 2, times / 2 + 1)
                + " Save it again with another program or raise the limit of time.");
  }

  /** A file whose clock goes on by a second whenever it is asked. */
  private static PictureFile file(byte[] bytes, Duration time, AtomicLong asked) {
    PictureLimits limits = PictureLimits.DEFAULT.withTime(time);
    PictureBudget budget =
        new PictureBudget("noise", limits, () -> 1_000_000_000L * asked.getAndIncrement());
    return new PictureFile("noise", bytes, limits, budget, new LinkedHashSet<>());
  }

  @Test
  void plannedWorkIsComparedWithThePicturesSize() throws IOException {
    PictureBudget budget = new PictureBudget("plan", PictureLimits.DEFAULT);

    budget.plan(3_000_000_000L, 3_000_000_000L);

    assertThatThrownBy(() -> budget.plan(480_000_001L, 480_000_000))
        .hasMessage(
            "plan: expected at most 480000000 bytes to decode for a picture of its size, found"
                + " 480000001. Save it again with another program.");
    assertThatThrownBy(() -> budget.plan(Long.MAX_VALUE, Long.MAX_VALUE))
        .hasMessageContaining("expected at most 4000000000 bytes")
        .hasMessageEndingWith("Save it again with another program or raise the limit of work.");
  }

  @Test
  void anInspectionHasFormatAndNotes() throws IOException {
    PictureInspection plain =
        new PictureReader(PictureLimits.DEFAULT)
            .inspect(BadPictureTest.image("png", 4, 3), "plain.png");

    assertThat(plain.format()).isEqualTo("PNG");
    assertThat(plain.notes()).isEmpty();
    assertThat(plain.picture().width()).isEqualTo(4);
  }
}
