package io.github.googlenet4j.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a node computes. An engine implements these operations and nothing else.
 *
 * <p>Activations are NHWC float32. Operations with weights name them by the prefix of their
 * parameters, so that two nodes can share one set.
 *
 * <p>Code that treats each operation in its own way is an {@link OperationVisitor}: where one does
 * not know an operation that is added here, it does not compile.
 */
public sealed interface Operation {
  /**
   * The result's shape for one picture, from the shapes of what is read.
   *
   * @throws IllegalArgumentException if the operation cannot read such inputs; the message says
   *     what was expected and found, and not at which {@linkplain Node#of node}
   */
  Shape shape(List<Shape> inputs);

  /** Calls the method of a visitor that is for this operation. */
  <R, C> R accept(OperationVisitor<R, C> visitor, C context);

  /** The weights it needs when it reads this shape; most operations have none. */
  default List<Parameter> parameters(Shape input) {
    return List.of();
  }

  /** Multiplications followed by an addition, for one picture; what the paper calls ops. */
  default long multiplyAdds(Shape input) {
    return 0;
  }

  /**
   * From picture to network input: {@code (value - mean) / deviation} for each channel, then the
   * order of the channels. The first node of a graph as it is built.
   *
   * @param mean of red, green and blue, in 0..255
   * @param deviation of red, green and blue, in 0..255
   * @param bgr whether the network was trained with blue first (Caffe)
   */
  record Normalization(List<Float> mean, List<Float> deviation, boolean bgr) implements Operation {
    private static final float LARGEST = 1e6f;
    private static final float SMALLEST_DEVIATION = 1e-3f;

    /**
     * @throws IllegalArgumentException if mean or deviation are not three numbers in a range that
     *     makes sense
     */
    public Normalization {
      mean = three("mean", mean, -LARGEST);
      deviation = three("deviation", deviation, SMALLEST_DEVIATION);
    }

    private static List<Float> three(String name, List<Float> values, float least) {
      if (values.size() != 3 || !values.stream().allMatch(v -> v >= least && v <= LARGEST)) {
        throw new IllegalArgumentException(
            "%s: expected three numbers from %s to %s, found %s."
                .formatted(name, least, LARGEST, values));
      }
      return List.copyOf(values);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
      return inputs.get(0);
    }

    /** The picture's channel (0 is red) that becomes the network's channel {@code index}. */
    public int source(int index) {
      return bgr ? 2 - index : index;
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.normalization(this, context);
    }
  }

  /**
   * A square convolution (cross-correlation, as in Caffe and PyTorch), with bias or without.
   *
   * @param parameters prefix of {@code .weight} {@code [outputs, inputs, kernel, kernel]} and
   *     {@code .bias} {@code [outputs]}
   * @param outputs channels of the result
   * @param kernel side of the window
   * @param stride distance between windows
   * @param padding pixels added on each side
   * @param bias whether a bias is added
   * @param relu whether negative results become zero
   * @param border what the padding consists of, a value for each input channel; empty for zeros
   */
  record Convolution(
      String parameters,
      int outputs,
      int kernel,
      int stride,
      int padding,
      boolean bias,
      boolean relu,
      List<Float> border)
      implements Operation {
    public Convolution {
      border = List.copyOf(border);
    }

    /** Without ReLU and padded with zeros. */
    public Convolution(
        String parameters, int outputs, int kernel, int stride, int padding, boolean bias) {
      this(parameters, outputs, kernel, stride, padding, bias, false, List.of());
    }

    Convolution withBias() {
      return new Convolution(parameters, outputs, kernel, stride, padding, true, relu, border);
    }

    Convolution withRelu() {
      return new Convolution(parameters, outputs, kernel, stride, padding, bias, true, border);
    }

    Convolution withBorder(List<Float> values) {
      return new Convolution(parameters, outputs, kernel, stride, padding, bias, relu, values);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
      Window window = new Window(kernel, stride, padding, false);
      Shape input = inputs.get(0);
      return new Shape(window.count(input.height()), window.count(input.width()), outputs);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
      List<Parameter> list = new ArrayList<>();
      List<Integer> shape = List.of(outputs, input.channels(), kernel, kernel);
      list.add(new Parameter(parameters + ".weight", shape, true));
      if (bias) {
        list.add(new Parameter(parameters + ".bias", List.of(outputs), true));
      }
      return list;
    }

    @Override
    public long multiplyAdds(Shape input) {
      return (long) shape(List.of(input)).size() * input.channels() * kernel * kernel;
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.convolution(this, context);
    }
  }

  /**
   * Batch normalisation with running statistics: {@code (x - mean) / sqrt(variance + epsilon) *
   * scale + shift} for each channel (Ioffe and Szegedy, arXiv 1502.03167).
   *
   * @param parameters prefix of {@code .scale}, {@code .shift}, {@code .mean}, {@code .variance}
   */
  record BatchNormalization(String parameters, double epsilon) implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return inputs.get(0);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
      List<Integer> shape = List.of(input.channels());
      return List.of(
          new Parameter(parameters + ".scale", shape, true),
          new Parameter(parameters + ".shift", shape, true),
          new Parameter(parameters + ".mean", shape, false),
          new Parameter(parameters + ".variance", shape, false));
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.batchNormalization(this, context);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return inputs.get(0);
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.relu(this, context);
    }
  }

  /**
   * {@code x / (k + alpha / size * sum of squares over size neighbouring channels) ^ beta}
   * (Krizhevsky et al. 2012, section 3.3). Alpha is divided by the size, as in Caffe.
   */
  record LocalResponseNormalization(int size, double alpha, double beta, double k)
      implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return inputs.get(0);
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.localResponseNormalization(this, context);
    }
  }

  /** The largest value of each window, channel by channel. */
  record MaxPool(Window window) implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return window.shape(inputs.get(0));
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.maxPool(this, context);
    }
  }

  /** The mean of each window, channel by channel, over the pixels inside of the picture. */
  record AveragePool(Window window) implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return window.shape(inputs.get(0));
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.averagePool(this, context);
    }
  }

  /**
   * The mean over cells of a grid that is laid over the picture: row {@code i} of the result covers
   * rows {@code floor(i*in/out)} to {@code ceil((i+1)*in/out)}, columns alike (as PyTorch's).
   */
  record AdaptiveAveragePool(int height, int width) implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return new Shape(height, width, inputs.get(0).channels());
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.adaptiveAveragePool(this, context);
    }
  }

  /** The mean over the whole picture, channel by channel. */
  record GlobalAveragePool() implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return new Shape(1, 1, inputs.get(0).channels());
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.globalAveragePool(this, context);
    }
  }

  /** Its inputs, all of one height and width, one after the other along the channels. */
  record Concatenation() implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      Shape first = inputs.get(0);
      for (Shape each : inputs) {
        if (each.height() != first.height() || each.width() != first.width()) {
          throw new IllegalArgumentException(
              "expected inputs of one height and width, found %s."
                  .formatted(
                      inputs.stream().map(Shape::toString).collect(Collectors.joining(", "))));
        }
      }
      int channels = inputs.stream().mapToInt(Shape::channels).sum();
      return new Shape(first.height(), first.width(), channels);
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.concatenation(this, context);
    }
  }

  /**
   * In training, zeroes values with this probability and scales the rest; otherwise does nothing.
   */
  record Dropout(double probability) implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return inputs.get(0);
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.dropout(this, context);
    }
  }

  /**
   * A matrix product with bias. What it reads is flattened channel by channel (CHW), the order in
   * which all published weights were trained, though activations lie in memory as NHWC.
   *
   * @param parameters prefix of {@code .weight} {@code [outputs, inputs]} and {@code .bias}
   */
  record Linear(String parameters, int outputs, boolean relu) implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return new Shape(1, 1, outputs);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
      return List.of(
          new Parameter(parameters + ".weight", List.of(outputs, input.size()), true),
          new Parameter(parameters + ".bias", List.of(outputs), true));
    }

    @Override
    public long multiplyAdds(Shape input) {
      return (long) input.size() * outputs;
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.linear(this, context);
    }
  }

  /** Logits to probabilities: over the channels, for a result that is one pixel. */
  record Softmax() implements Operation {
    @Override
    public Shape shape(List<Shape> inputs) {
      return inputs.get(0);
    }

    @Override
    public <R, C> R accept(OperationVisitor<R, C> visitor, C context) {
      return visitor.softmax(this, context);
    }
  }
}
