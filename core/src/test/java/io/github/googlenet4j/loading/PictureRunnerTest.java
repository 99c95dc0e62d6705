package io.github.googlenet4j.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program whose values are the sum of a picture and its place in the batch. */
class PictureRunnerTest {
  private static final Preparation PREPARATION =
      new Preparation(Preparation.Fit.SQUASH, 8, 8, Filter.BILINEAR);

  @TempDir private Path place = Path.of("");
  private final List<Integer> batches = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  private final class Sums implements Program {
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
      return 3;
    }

    @Override
    public Outputs run(FloatBuffer pictures, int count) {
      batches.add(count);
      float[] values = new float[2 * count];
      for (int i = 0; i < count; i++) {
        for (int p = 0; p < input().size(); p++) {
          values[2 * i] += pictures.get(i * input().size() + p);
        }
        values[2 * i + 1] = i;
      }
      return new Outputs(Map.of("main", values));
    }

    @Override
    public void close() {}
  }

  private final class Told implements PictureRunner.Receiver {
    @Override
    public void result(int index, float[] values, int from) {
      told.add("%d: %.0f %.0f".formatted(index, values[from], values[from + 1]));
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

  private static String sum(Path file) throws IOException {
    FloatBuffer one = FloatBuffer.allocate(8 * 8 * 3);
    PREPARATION.into(new PictureReader(PictureLimits.DEFAULT).read(file), one, 0);
    double sum = 0;
    for (float value : one.array()) {
      sum += value;
    }
    return "%.0f".formatted(sum);
  }

  private PictureRunner runner() {
    return new PictureRunner(new Sums(), new PictureReader(PictureLimits.DEFAULT), PREPARATION, 2);
  }

  @Test
  void everyFileIsToldInOrderWithItsOwnValues() throws IOException {
    List<Path> files = files(5);
    Files.write(files.get(1), new byte[] {1, 2, 3});
    runner().run(files, new Told());
    assertThat(batches).containsExactly(3, 2);
    assertThat(told).hasSize(7);
    assertThat(told.get(0)).isEqualTo("0: %s 0".formatted(sum(files.get(0))));
    assertThat(told.get(1)).startsWith("1: " + files.get(1) + ": expected ");
    assertThat(told.get(2)).isEqualTo("2: %s 2".formatted(sum(files.get(2))));
    assertThat(told.get(3)).isEqualTo("done 3");
    assertThat(told.get(4)).isEqualTo("3: %s 0".formatted(sum(files.get(3))));
    assertThat(told.get(5)).isEqualTo("4: %s 1".formatted(sum(files.get(4))));
    assertThat(told.get(6)).isEqualTo("done 5");
  }

  @Test
  void itStopsBetweenBatches() throws IOException {
    int[] asked = {0};
    boolean all = runner().run(files(7), new Told(), () -> ++asked[0] == 3);
    assertThat(all).isFalse();
    assertThat(batches).containsExactly(3, 3);
    assertThat(told).contains("done 6").doesNotContain("done 7");
  }

  @Test
  void noFilesAreNoRun() {
    runner().run(List.of(), new Told());
    assertThat(batches).isEmpty();
    assertThat(told).isEmpty();
  }
}
