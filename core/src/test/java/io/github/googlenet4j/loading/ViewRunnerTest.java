package io.github.googlenet4j.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.View;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With programs whose value is the sum of a picture, times a factor. */
class ViewRunnerTest {
  private static final PictureReader READER = new PictureReader(PictureLimits.DEFAULT);
  private static final Preparation SQUASH =
      new Preparation(Preparation.Fit.SQUASH, 10, 8, Filter.BILINEAR);
  private static final Preparation SHORT_SIDE =
      new Preparation(Preparation.Fit.SHORT_SIDE, 9, 8, Filter.BOX);

  @TempDir private Path place = Path.of("");
  private final List<String> told = new ArrayList<>();

  private static final class Sums implements Program {
    final List<Integer> batches = new ArrayList<>();
    final int factor;
    final int largest;

    Sums(int factor, int largest) {
      this.factor = factor;
      this.largest = largest;
    }

    @Override
    public Precision precision() {
      return Precision.FP32;
    }

    @Override
    public Shape input() {
      return new Shape(8, 8, 3);
    }

    @Override
    public int largestBatch() {
      return largest;
    }

    @Override
    public Outputs run(FloatBuffer pictures, int count) {
      batches.add(count);
      float[] values = new float[2 * count];
      for (int i = 0; i < count; i++) {
        for (int p = 0; p < input().size(); p++) {
          values[2 * i] += factor * pictures.get(i * input().size() + p);
        }
        values[2 * i + 1] = 1;
      }
      return new Outputs(Map.of("main", values));
    }

    @Override
    public void close() {}
  }

  private final class Told implements ViewRunner.Receiver {
    private final int kinds;
    private final int members;

    Told(int kinds, int members) {
      this.kinds = kinds;
      this.members = members;
    }

    @Override
    public void result(int index, ViewMeans means) {
      StringBuilder line = new StringBuilder(index + ":");
      for (int kind = 0; kind < kinds; kind++) {
        for (int member = 0; member < members; member++) {
          float[] mean = means.mean(kind, member);
          line.append(String.format(Locale.ROOT, " %.1f", mean[0]));
          assertThat(mean).hasSize(2);
          assertThat(mean[1]).isEqualTo(1);
        }
      }
      told.add(line.toString());
    }

    @Override
    public void refusal(int index, String reason) {
      told.add(index + ": " + reason);
    }

    @Override
    public void done(int count) {
      told.add("done " + count);
    }
  }

  private List<Path> files(int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(DrawnPictures.draw(place.resolve(i + ".png"), 20, 16, i));
    }
    return files;
  }

  /** The mean of the sums of the crops, one after the other. */
  private static String mean(Picture picture, Crops crops, Preparation preparation, int factor) {
    double sum = 0;
    for (View view : crops.of(picture, preparation)) {
      FloatBuffer one = FloatBuffer.allocate(8 * 8 * 3);
      view.into(one, 0);
      for (float value : one.array()) {
        sum += factor * value;
      }
    }
    return String.format(Locale.ROOT, " %.1f", (float) (sum / crops.count()));
  }

  @Test
  void batchesAreFilledAcrossCropsAndPictures() throws IOException {
    List<Path> files = files(7);
    Files.write(files.get(2), new byte[] {1, 2, 3});
    Sums sums = new Sums(1, 16);
    List<Member> members = List.of(new Member(sums, SQUASH));
    boolean all =
        new ViewRunner(members, List.of(Crops.TEN), READER, 2)
            .run(files, new Told(1, 1), () -> false);
    assertThat(all).isTrue();
    assertThat(sums.batches).containsExactly(16, 16, 16, 12);
    List<String> answers = told.stream().filter(line -> !line.startsWith("done")).toList();
    assertThat(answers).hasSize(7);
    for (int i = 0; i < 7; i++) {
      if (i == 2) {
        assertThat(answers.get(i)).startsWith("2: " + files.get(2) + ": expected ");
      } else {
        Picture picture = READER.read(files.get(i));
        assertThat(answers.get(i)).isEqualTo(i + ":" + mean(picture, Crops.TEN, SQUASH, 1));
      }
    }
    assertThat(told.get(told.size() - 1)).isEqualTo("done 7");
  }

  @Test
  void eachMemberAndKindOfCropsHasItsOwnMean() throws IOException {
    List<Path> files = files(3);
    Sums first = new Sums(1, 5);
    Sums same = new Sums(2, 100); // its preparation is the first one's, and so are its batches
    Sums other = new Sums(3, 7);
    List<Member> members =
        List.of(new Member(first, SQUASH), new Member(other, SHORT_SIDE), new Member(same, SQUASH));
    List<Crops> crops = List.of(Crops.ONE, Crops.TEN, Crops.PAPER);
    ViewRunner runner = new ViewRunner(members, crops, READER, 1);
    runner.run(files, new Told(3, 3), () -> false);
    List<String> answers = told.stream().filter(line -> !line.startsWith("done")).toList();
    for (int i = 0; i < 3; i++) {
      Picture picture = READER.read(files.get(i));
      StringBuilder expected = new StringBuilder(i + ":");
      for (Crops kind : crops) {
        expected.append(mean(picture, kind, SQUASH, 1));
        expected.append(mean(picture, kind, SHORT_SIDE, 3));
        expected.append(mean(picture, kind, SQUASH, 2));
      }
      assertThat(answers.get(i)).isEqualTo(expected.toString());
      told.clear();
      new Told(3, 3).result(i, runner.run(picture));
      assertThat(told).containsExactly(expected.toString());
    }
    int views = 3 * (1 + 10 + 144);
    List<Integer> fromFiles = first.batches.subList(0, (views + 4) / 5);
    assertThat(fromFiles).allMatch(size -> size == 5);
    assertThat(other.batches.stream().mapToInt(i -> i).sum()).isEqualTo(2 * views);
    assertThat(same.batches).isEqualTo(first.batches);
  }

  @Test
  void itStopsBetweenBatchesOfOnePicture() throws IOException {
    Sums sums = new Sums(1, 16);
    int[] asked = {0};
    boolean all =
        new ViewRunner(List.of(new Member(sums, SQUASH)), List.of(Crops.PAPER), READER, 1)
            .run(files(2), new Told(1, 1), () -> ++asked[0] == 4);
    assertThat(all).isFalse();
    assertThat(sums.batches).containsExactly(16, 16, 16);
    assertThat(told).isEmpty();
  }

  @Test
  void anInterruptEndsIt() throws IOException {
    List<Path> files = files(2);
    ViewRunner runner =
        new ViewRunner(
            List.of(new Member(new Sums(1, 16), SQUASH)), List.of(Crops.PAPER), READER, 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> runner.run(files, new Told(1, 1), () -> false))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void noFilesAndOnlyRefusedOnesAreNoRun() throws IOException {
    Sums sums = new Sums(1, 4);
    ViewRunner runner =
        new ViewRunner(List.of(new Member(sums, SQUASH)), List.of(Crops.TEN), READER, 1);
    runner.run(List.of(), new Told(1, 1), () -> false);
    assertThat(told).isEmpty();
    List<Path> files = files(5);
    for (Path file : files) {
      Files.write(file, new byte[] {1});
    }
    runner.run(files, new Told(1, 1), () -> false);
    assertThat(sums.batches).isEmpty();
    assertThat(IntStream.range(0, 5).mapToObj(i -> i + ": "))
        .allMatch(begin -> told.stream().anyMatch(line -> line.startsWith(begin)));
  }
}
