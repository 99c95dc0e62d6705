package io.github.googlenet4j.explain;

import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.loading.PicturePipeline;
import java.nio.FloatBuffer;
import java.util.List;

/** Computes maps of a prepared picture with a compiled network. */
sealed interface Maps extends AutoCloseable {
  /** What a run says of a picture: the probabilities of all classes. */
  float[] probabilities(FloatBuffer picture);

  /** The map of a class, of the picture last given to {@link #probabilities}. */
  ClassMap of(int index);

  @Override
  void close();

  /** The weighted sums of the last maps. Not safe for concurrent callers. */
  final class Activation implements Maps {
    private final Program program;
    private final String node;
    private final Shape shape;
    private final float[] weights;
    private float[] features = {};

    /**
     * @param node whose values are the last maps, an output of the program
     * @param shape of these maps
     * @param weights of the classifier, classes x channels
     */
    Activation(Program program, String node, Shape shape, float[] weights) {
      this.program = program;
      this.node = node;
      this.shape = shape;
      this.weights = weights;
    }

    @Override
    public float[] probabilities(FloatBuffer picture) {
      var outputs = program.run(picture, 1);
      features = outputs.of(node);
      return outputs.main();
    }

    @Override
    public ClassMap of(int index) {
      int channels = shape.channels();
      float[][] rows = new float[shape.height()][shape.width()];
      for (int y = 0; y < rows.length; y++) {
        for (int x = 0; x < rows[y].length; x++) {
          int from = (y * shape.width() + x) * channels;
          double sum = 0;
          for (int c = 0; c < channels; c++) {
            sum += (double) weights[index * channels + c] * features[from + c];
          }
          rows[y][x] = (float) sum;
        }
      }
      return ClassMap.ofCells(rows);
    }

    @Override
    public void close() {
      program.close();
    }
  }

  /** Runs of the picture with a cell covered, for each cell. Not safe for concurrent callers. */
  final class Occlusion implements Maps {
    private static final int CELL = ExplainerOptions.CELL;

    private final Program program;
    private final int stride;
    private final List<Float> mean;
    private final int cells;
    private float[] whole = {};
    private float[][] covered = {};

    /**
     * @param mean red, green and blue of what covers, 0..255: the network's zero
     */
    Occlusion(Program program, int stride, List<Float> mean) {
      this.program = program;
      this.stride = stride;
      this.mean = mean;
      this.cells = Math.max(1, (program.input().width() - CELL) / stride + 1);
    }

    @Override
    public float[] probabilities(FloatBuffer picture) {
      whole = program.run(picture, 1).main();
      int size = program.input().size();
      int classes = whole.length;
      FloatBuffer batch = PicturePipeline.buffer(program.largestBatch() * size);
      covered = new float[cells * cells][classes];
      for (int from = 0; from < covered.length; from += program.largestBatch()) {
        int count = Math.min(program.largestBatch(), covered.length - from);
        for (int i = 0; i < count; i++) {
          batch.put(i * size, picture, 0, size);
          cover(batch, i * size, (from + i) % cells * stride, (from + i) / cells * stride);
        }
        float[] probabilities = program.run(batch, count).main();
        for (int i = 0; i < count; i++) {
          System.arraycopy(probabilities, i * classes, covered[from + i], 0, classes);
        }
      }
      return whole;
    }

    private void cover(FloatBuffer batch, int start, int left, int upper) {
      int side = program.input().width();
      for (int y = upper; y < Math.min(side, upper + CELL); y++) {
        for (int x = left; x < Math.min(side, left + CELL); x++) {
          for (int c = 0; c < 3; c++) {
            batch.put(start + (y * side + x) * 3 + c, mean.get(c));
          }
        }
      }
    }

    @Override
    public ClassMap of(int index) {
      float[][] rows = new float[cells][cells];
      for (int i = 0; i < covered.length; i++) {
        rows[i / cells][i % cells] = whole[index] - covered[i][index];
      }
      double side = program.input().width();
      return new ClassMap(rows, CELL / 2 / side, stride / side);
    }

    @Override
    public void close() {
      program.close();
    }
  }
}
