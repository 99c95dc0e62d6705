package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.AveragePool;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Dropout;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.graph.Operation.Softmax;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A slow and simple implementation of all operations, to which passes and engines are compared.
 *
 * <p>It runs one picture at a time and sums in double. Each operation is one short loop nest,
 * written from its definition. It shares no code with any engine.
 */
public final class PlainExecutor {
  private final Network network;

  public PlainExecutor(Network network) {
    this.network = network;
  }

  /** Every node's values for one picture, HWC, by name. */
  public Map<String, float[]> run(float[] picture) {
    Map<String, float[]> values = new HashMap<>();
    values.put(Graph.PICTURES, picture);
    for (Node node : network.graph().nodes()) {
      values.put(node.name(), compute(node, values));
    }
    return values;
  }

  /** The main head's values for one picture. */
  public float[] main(float[] picture) {
    return get(run(picture), network.graph().head(Head.MAIN).name());
  }

  /** The values of one node. */
  public static float[] get(Map<String, float[]> values, String name) {
    float[] found = values.get(name);
    if (found == null) {
      throw new IllegalStateException(name);
    }
    return found;
  }

  private float[] compute(Node node, Map<String, float[]> values) {
    float[] x = get(values, node.input());
    Shape in = network.graph().shape(node.input());
    Shape out = node.shape();
    return node.operation().accept(new Definitions(), new Reads(node, values, x, in, out));
  }

  /** What a node reads; of several inputs, {@code x} and {@code in} are those of the first. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Reads(Node node, Map<String, float[]> values, float[] x, Shape in, Shape out) {}

  private final class Definitions implements OperationVisitor<float[], Reads> {
    @Override
    public float[] normalization(Normalization o, Reads reads) {
      return PlainExecutor.normalization(o, reads.x);
    }

    @Override
    public float[] convolution(Convolution o, Reads reads) {
      return PlainExecutor.this.convolution(o, reads.x, reads.in, reads.out);
    }

    @Override
    public float[] batchNormalization(BatchNormalization o, Reads reads) {
      return PlainExecutor.this.batchNormalization(o, reads.x, reads.in.channels());
    }

    @Override
    public float[] relu(Relu o, Reads reads) {
      return PlainExecutor.relu(reads.x);
    }

    @Override
    public float[] localResponseNormalization(LocalResponseNormalization o, Reads reads) {
      return localResponse(o, reads.x, reads.in.channels());
    }

    @Override
    public float[] maxPool(MaxPool o, Reads reads) {
      return pool(o.window(), reads.x, reads.in, reads.out, true);
    }

    @Override
    public float[] averagePool(AveragePool o, Reads reads) {
      return pool(o.window(), reads.x, reads.in, reads.out, false);
    }

    @Override
    public float[] adaptiveAveragePool(AdaptiveAveragePool o, Reads reads) {
      return grid(reads.x, reads.in, reads.out);
    }

    @Override
    public float[] globalAveragePool(GlobalAveragePool o, Reads reads) {
      return grid(reads.x, reads.in, reads.out);
    }

    @Override
    public float[] concatenation(Concatenation o, Reads reads) {
      return PlainExecutor.this.concatenation(reads.node, reads.values, reads.out);
    }

    @Override
    public float[] dropout(Dropout o, Reads reads) {
      return reads.x;
    }

    @Override
    public float[] linear(Linear o, Reads reads) {
      return PlainExecutor.this.linear(o, reads.x, reads.in);
    }

    @Override
    public float[] softmax(Softmax o, Reads reads) {
      return PlainExecutor.softmax(reads.x);
    }
  }

  private static float[] normalization(Normalization o, float[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int source = o.source(i % 3);
      y[i] =
          (float)
              (((double) x[i - i % 3 + source] - o.mean().get(source)) / o.deviation().get(source));
    }
    return y;
  }

  private float[] convolution(Convolution o, float[] x, Shape in, Shape out) {
    float[] weight = network.weights().values(o.parameters() + ".weight");
    float[] bias =
        o.bias() ? network.weights().values(o.parameters() + ".bias") : new float[o.outputs()];
    int channels = in.channels();
    int area = o.kernel() * o.kernel();
    // [kernel][kernel][inputs][outputs]: the same sums, but the innermost loop walks memory in
    // order.
    float[] turned = new float[weight.length];
    for (int f = 0; f < o.outputs(); f++) {
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < area; k++) {
          turned[(k * channels + c) * o.outputs() + f] = weight[(f * channels + c) * area + k];
        }
      }
    }
    float[] y = new float[out.size()];
    IntStream.range(0, out.height())
        .parallel()
        .forEach(
            row -> {
              double[] sum = new double[o.outputs()];
              for (int column = 0; column < out.width(); column++) {
                for (int f = 0; f < sum.length; f++) {
                  sum[f] = bias[f];
                }
                for (int k = 0; k < area; k++) {
                  int h = row * o.stride() - o.padding() + k / o.kernel();
                  int w = column * o.stride() - o.padding() + k % o.kernel();
                  boolean inside = h >= 0 && h < in.height() && w >= 0 && w < in.width();
                  for (int c = 0; c < channels; c++) {
                    float value =
                        inside
                            ? x[(h * in.width() + w) * channels + c]
                            : o.border().isEmpty() ? 0 : o.border().get(c);
                    int at = (k * channels + c) * sum.length;
                    for (int f = 0; f < sum.length; f++) {
                      sum[f] += (double) value * turned[at + f];
                    }
                  }
                }
                for (int f = 0; f < sum.length; f++) {
                  double value = o.relu() ? Math.max(sum[f], 0) : sum[f];
                  y[(row * out.width() + column) * sum.length + f] = (float) value;
                }
              }
            });
    return y;
  }

  private float[] batchNormalization(BatchNormalization o, float[] x, int channels) {
    float[] scale = network.weights().values(o.parameters() + ".scale");
    float[] shift = network.weights().values(o.parameters() + ".shift");
    float[] mean = network.weights().values(o.parameters() + ".mean");
    float[] variance = network.weights().values(o.parameters() + ".variance");
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      y[i] =
          (float)
              (((double) x[i] - mean[c]) / Math.sqrt(variance[c] + o.epsilon()) * scale[c]
                  + shift[c]);
    }
    return y;
  }

  private static float[] relu(float[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.max(x[i], 0);
    }
    return y;
  }

  private static float[] localResponse(LocalResponseNormalization o, float[] x, int channels) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      double squares = 0;
      for (int n = c - o.size() / 2; n <= c + o.size() / 2; n++) {
        if (n >= 0 && n < channels) {
          double value = x[i - c + n];
          squares += value * value;
        }
      }
      y[i] = (float) (x[i] / Math.pow(o.k() + o.alpha() / o.size() * squares, o.beta()));
    }
    return y;
  }

  private static float[] pool(Window window, float[] x, Shape in, Shape out, boolean largest) {
    float[] y = new float[out.size()];
    for (int i = 0; i < y.length; i++) {
      int c = i % out.channels();
      int top = i / out.channels() / out.width() * window.stride() - window.padding();
      int left = i / out.channels() % out.width() * window.stride() - window.padding();
      y[i] = over(x, in, c, top, top + window.kernel(), left, left + window.kernel(), largest);
    }
    return y;
  }

  private static float[] grid(float[] x, Shape in, Shape out) {
    float[] y = new float[out.size()];
    for (int i = 0; i < y.length; i++) {
      int c = i % out.channels();
      int row = i / out.channels() / out.width();
      int column = i / out.channels() % out.width();
      int top = (int) Math.floor((double) row * in.height() / out.height());
      int bottom = (int) Math.ceil((double) (row + 1) * in.height() / out.height());
      int left = (int) Math.floor((double) column * in.width() / out.width());
      int right = (int) Math.ceil((double) (column + 1) * in.width() / out.width());
      y[i] = over(x, in, c, top, bottom, left, right, false);
    }
    return y;
  }

  /**
   * The largest or the mean value of a channel in a part of the picture, without what lies outside.
   */
  private static float over(
      float[] x, Shape in, int c, int top, int bottom, int left, int right, boolean largest) {
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int count = 0;
    for (int h = Math.max(top, 0); h < Math.min(bottom, in.height()); h++) {
      for (int w = Math.max(left, 0); w < Math.min(right, in.width()); w++) {
        float value = x[(h * in.width() + w) * in.channels() + c];
        max = Math.max(max, value);
        sum += value;
        count++;
      }
    }
    return (float) (largest ? max : sum / count);
  }

  private float[] concatenation(Node node, Map<String, float[]> values, Shape out) {
    float[] y = new float[out.size()];
    int first = 0;
    for (String name : node.inputs()) {
      float[] x = get(values, name);
      int channels = network.graph().shape(name).channels();
      for (int i = 0; i < x.length; i++) {
        y[i / channels * out.channels() + first + i % channels] = x[i];
      }
      first += channels;
    }
    return y;
  }

  private float[] linear(Linear o, float[] x, Shape in) {
    float[] weight = network.weights().values(o.parameters() + ".weight");
    float[] bias = network.weights().values(o.parameters() + ".bias");
    int area = in.height() * in.width();
    float[] y = new float[o.outputs()];
    for (int f = 0; f < y.length; f++) {
      double sum = bias[f];
      for (int c = 0; c < in.channels(); c++) {
        for (int p = 0; p < area; p++) {
          sum += (double) x[p * in.channels() + c] * weight[(f * in.channels() + c) * area + p];
        }
      }
      y[f] = (float) (o.relu() ? Math.max(sum, 0) : sum);
    }
    return y;
  }

  private static float[] softmax(float[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (float value : x) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (float value : x) {
      sum += Math.exp(value - max);
    }
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) (Math.exp(x[i] - max) / sum);
    }
    return y;
  }
}
