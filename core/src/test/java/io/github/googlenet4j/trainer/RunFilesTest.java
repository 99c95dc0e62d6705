package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.RunFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes for people and other programs. */
class RunFilesTest {
  private static EpochMetrics epoch(int number, Validation validation) {
    return new EpochMetrics(
        number,
        Map.of(Head.MAIN, 1 / 3., Head.AUX2, 2 / 7.),
        .5,
        .9,
        validation,
        .01,
        160,
        31.4159,
        60. * number);
  }

  @Test
  void rowsComeBackAsTheyWereWritten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("metrics.csv");
    List<EpochMetrics> rows =
        List.of(epoch(1, Validation.NONE), epoch(2, new Validation(.7, .8, 1)));
    for (EpochMetrics row : rows) {
      MetricsFile.append(file, row);
    }
    assertThat(MetricsFile.read(file)).isEqualTo(rows);
    assertThat(Files.readAllLines(file).get(1))
        .startsWith("1,0.3333333333333333,,0.2857142857142857,0.5,0.9,,,,0.01,160,31.4159,60.0");
  }

  @Test
  void aRowThatWasCutShortIsNone(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("metrics.csv");
    MetricsFile.append(file, epoch(1, Validation.NONE));
    Files.writeString(file, "2,0.3,,0.2", StandardOpenOption.APPEND);
    assertThat(MetricsFile.read(file)).hasSize(1);
    MetricsFile.cutAfter(file, 1);
    MetricsFile.append(file, epoch(2, Validation.NONE));
    assertThat(MetricsFile.read(file)).hasSize(2);
  }

  @Test
  void rowsAfterACheckpointAreCutAndNoOtherFileIsLeft(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("metrics.csv");
    MetricsFile.cutAfter(file, 0);
    assertThat(file).doesNotExist();
    for (int i = 1; i <= 3; i++) {
      MetricsFile.append(file, epoch(i, Validation.NONE));
    }
    MetricsFile.cutAfter(file, 2);
    assertThat(MetricsFile.read(file))
        .containsExactly(epoch(1, Validation.NONE), epoch(2, Validation.NONE));
    assertThat(folder.toFile().list()).containsExactly("metrics.csv");
  }

  @Test
  void aLineThatIsNoRowIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("metrics.csv");
    MetricsFile.append(file, epoch(1, Validation.NONE));
    Files.writeString(file, "2,many\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> MetricsFile.read(file))
        .hasMessage(file + ": expected 15 numbers in line 3, found 2 columns. Remove the line.");
  }

  @Test
  void tensorBoardsRecordsAreWhole(@TempDir Path folder) throws IOException {
    try (TensorBoardFile events = TensorBoardFile.create(folder)) {
      events.write(epoch(1, new Validation(.7, .8, 1)), 300);
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.findFirst().orElseThrow();
      assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] version = record(bytes);
      assertThat(new String(version, StandardCharsets.ISO_8859_1)).endsWith("brain.Event:2");
      Map<String, Float> values = scalars(record(bytes));
      assertThat(bytes.hasRemaining()).isFalse();
      assertThat(values)
          .containsEntry("loss/main", 1 / 3f)
          .containsEntry("loss/aux2", 2 / 7f)
          .containsEntry("top1/validation", .8f)
          .containsEntry("rate", .01f)
          .doesNotContainKey("loss/aux1");
    }
  }

  /** Reads one record and checks both sums, bit by bit as CRC-32C is defined. */
  private static byte[] record(ByteBuffer bytes) {
    byte[] length = new byte[8];
    bytes.get(length);
    assertThat(bytes.getInt()).isEqualTo(masked(length));
    byte[] data = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
    bytes.get(data);
    assertThat(bytes.getInt()).isEqualTo(masked(data));
    return data;
  }

  private static int masked(byte[] data) {
    int crc = -1;
    for (byte value : data) {
      crc ^= value & 255;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
      }
    }
    return Integer.rotateRight(~crc, 15) + 0xa282ead8;
  }

  /** The summary's tags and values: field 5 of an event, field 1 of it, fields 1 and 2 of those. */
  private static Map<String, Float> scalars(byte[] event) {
    ByteBuffer bytes = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.get()).isEqualTo((byte) 0x09);
    bytes.getDouble();
    assertThat(bytes.get()).isEqualTo((byte) 0x10);
    assertThat(number(bytes)).isEqualTo(300);
    assertThat(bytes.get()).isEqualTo((byte) 0x2a);
    assertThat(number(bytes)).isEqualTo(bytes.remaining());
    Map<String, Float> values = new LinkedHashMap<>();
    while (bytes.hasRemaining()) {
      assertThat(bytes.get()).isEqualTo((byte) 0x0a);
      number(bytes);
      assertThat(bytes.get()).isEqualTo((byte) 0x0a);
      byte[] tag = new byte[number(bytes)];
      bytes.get(tag);
      assertThat(bytes.get()).isEqualTo((byte) 0x15);
      values.put(new String(tag, StandardCharsets.UTF_8), bytes.getFloat());
    }
    return values;
  }

  private static int number(ByteBuffer bytes) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = bytes.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Test
  void aFolderWithFilesIsNoPlaceForARun(@TempDir Path folder) throws IOException {
    Path other = Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.writeString(folder.resolve("metrics.csv"), "old");
    assertThatThrownBy(() -> RunFolder.create(folder, false))
        .hasMessage(
            folder
                + ": expected a new or empty folder for the run, found files. Name another"
                + " folder for the run, resume the run, or allow the run to be replaced.");
    RunFolder.create(folder, true);
    assertThat(other).exists();
    assertThat(folder.resolve("metrics.csv")).doesNotExist();
  }

  @Test
  void runsThatBeginAtOnceGetFoldersOfTheirOwn(@TempDir Path folder) throws Exception {
    assertThat(RunFolder.claim(folder.resolve("runs"), "run"))
        .isEqualTo(folder.resolve("runs/run"))
        .isEmptyDirectory();
    assertThat(RunFolder.claim(folder.resolve("runs"), "run"))
        .isEqualTo(folder.resolve("runs/run-2"));
    Set<Path> claimed = ConcurrentHashMap.newKeySet();
    List<Thread> threads = new ArrayList<>();
    CountDownLatch together = new CountDownLatch(1);
    for (int i = 0; i < 16; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  together.await();
                  claimed.add(RunFolder.claim(folder, "data-scratch"));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    together.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(claimed).hasSize(16);
  }

  @Test
  void aRunIsTrainedByOneAtATime(@TempDir Path place) throws IOException {
    RunFolder run = new RunFolder(place.resolve("run"));
    try (RunLock held = RunLock.take(run)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> RunLock.take(run))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "%s: expected a run that nothing works on, found one that is being trained (process %d). Wait until it ends, or stop it."
                  .formatted(run.folder(), ProcessHandle.current().pid()));
      RunFolder.check(run.folder(), false); // the lock is no file of a run
    }
    assertThat(run.folder().toFile().list()).containsExactly(".lock");
    RunLock.take(run).close();
  }

  /** Runs in a process: holds a run's lock until it is killed. */
  public static void main(String[] arguments) throws Exception {
    try (RunLock held = RunLock.take(new RunFolder(Path.of(arguments[0])))) {
      System.out.println(held.hashCode());
      Thread.sleep(60_000);
    }
  }

  @Test
  void aLockEndsWithItsProcess(@TempDir Path place) throws Exception {
    RunFolder run = new RunFolder(place);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RunFilesTest.class.getName(),
                place.toString())
            .start();
    assertThat(process.getInputStream().read()).isPositive();
    assertThatThrownBy(() -> RunLock.take(run))
        .hasMessageContaining("being trained (process %d)".formatted(process.pid()));
    process.destroyForcibly().waitFor();
    RunLock.take(run).close();
  }

  @Test
  void whatAKilledProcessLeftHalfWrittenIsRemoved(@TempDir Path place) throws IOException {
    String uuid = UUID.randomUUID().toString();
    for (String name : List.of("model.safetensors", "last.safetensors.next", "report.html")) {
      Files.writeString(place.resolve("." + name + "." + uuid + ".tmp"), "half");
    }
    Files.writeString(place.resolve(".mine.tmp"), "mine");
    Files.writeString(place.resolve(".notes.txt." + uuid + ".tmp"), "somebody's");
    new RunFolder(place).removeUnfinished();
    assertThat(place.toFile().list())
        .containsExactlyInAnyOrder(".mine.tmp", ".notes.txt." + uuid + ".tmp");
  }
}
