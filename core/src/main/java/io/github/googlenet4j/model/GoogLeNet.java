package io.github.googlenet4j.model;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.AveragePool;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Dropout;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Table 1 of the paper, and the graph that it stands for.
 *
 * <p>Nodes and parameters are named after the layers of Caffe's bvlc_googlenet; the third branch is
 * called {@code 5x5} in every variant, also where its kernel is 3x3.
 *
 * <p>Where Caffe and the paper disagree, this follows Caffe, whose weights are published: the first
 * local response normalisation comes after the first pool, and pools round up.
 */
public final class GoogLeNet {
  /**
   * The smallest picture, in pixels a side: a smaller one leaves nothing for the last pool to
   * halve.
   */
  public static final int SMALLEST_SIDE = 32;

  /** The largest picture, in pixels a side: much larger shapes would not fit into an int. */
  public static final int LARGEST_SIDE = 8192;

  /** The layer that gives the main head's logits, and the prefix of its parameters. */
  public static final String CLASSIFIER = "loss3/classifier";

  /** The node that takes the mean of each of the last maps: the features of a picture. */
  public static final String POOLING = "pool5/7x7_s1";

  // spotless:off
  /** The nine inception modules; beside each the shape of its result for 224x224 pictures. */
  public static final List<Inception> INCEPTIONS = List.of(
      //            name  1x1  #3x3  3x3  #5x5  5x5  pool
      new Inception("3a",  64,   96, 128,   16,  32,   32),  // 28x28x256
      new Inception("3b", 128,  128, 192,   32,  96,   64),  // 28x28x480
      new Inception("4a", 192,   96, 208,   16,  48,   64),  // 14x14x512
      new Inception("4b", 160,  112, 224,   24,  64,   64),  // 14x14x512
      new Inception("4c", 128,  128, 256,   24,  64,   64),  // 14x14x512
      new Inception("4d", 112,  144, 288,   32,  64,   64),  // 14x14x528
      new Inception("4e", 256,  160, 320,   32, 128,  128),  // 14x14x832
      new Inception("5a", 256,  160, 320,   32, 128,  128),  // 7x7x832
      new Inception("5b", 384,  192, 384,   48, 128,  128)); // 7x7x1024
  // spotless:on

  private static final Window SAME_3X3 = new Window(3, 1, 1, false);
  private static final Window AUXILIARY_5X5 = new Window(5, 3, 0, false);
  private static final int AUXILIARY_SIDE = 4;
  private static final int AUXILIARY_CHANNELS = 128;
  private static final int AUXILIARY_WIDTH = 1024;

  private final Variant variant;
  private final int classes;
  private final GraphBuilder net;
  private final Map<Head, String> heads = new EnumMap<>(Head.class);

  private GoogLeNet(Variant variant, int classes, int side) {
    this.variant = variant;
    this.classes = classes;
    this.net = new GraphBuilder(new Shape(side, side, 3));
  }

  /**
   * The whole network. Its outputs are the logits of its heads.
   *
   * @param classes number of classes, from 2
   * @param side of the square pictures in pixels, {@link #SMALLEST_SIDE} to {@link #LARGEST_SIDE}
   * @param auxiliary whether it has the two auxiliary heads
   * @throws IllegalArgumentException if classes or side are out of range
   */
  public static Graph graph(Variant variant, int classes, int side, boolean auxiliary) {
    require("classes", classes, 2, Integer.MAX_VALUE);
    require("side", side, SMALLEST_SIDE, LARGEST_SIDE);
    return new GoogLeNet(variant, classes, side).build(auxiliary);
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, found %d.".formatted(option, least, most, value));
    }
  }

  private Graph build(boolean auxiliary) {
    String x = net.add("data", variant.normalization(), Graph.PICTURES); // 224x224x3
    x = convolution(x, "conv1/", "7x7_s2", 64, 7, 2, 3); // 112x112x64
    x = net.add("pool1/3x3_s2", new MaxPool(variant.stridedPool()), x); // 56x56x64
    x = localResponse(x, "pool1/norm1");
    x = convolution(x, "conv2/", "3x3_reduce", 64, 1, 1, 0); // 56x56x64
    x = convolution(x, "conv2/", "3x3", 192, 3, 1, 1); // 56x56x192
    x = localResponse(x, "conv2/norm2");
    x = net.add("pool2/3x3_s2", new MaxPool(variant.stridedPool()), x); // 28x28x192
    for (Inception row : INCEPTIONS) {
      x = inception(x, row);
      switch (row.name()) {
        case "3b" ->
            x = net.add("pool3/3x3_s2", new MaxPool(variant.stridedPool()), x); // 14x14x480
        case "4e" -> x = net.add("pool4/3x3_s2", new MaxPool(variant.lastPool()), x); // 7x7x832
        case "4a" -> auxiliaryHead(x, Head.AUX1, auxiliary);
        case "4d" -> auxiliaryHead(x, Head.AUX2, auxiliary);
        default -> {}
      }
    }
    x = net.add(POOLING, new GlobalAveragePool(), x); // 1x1x1024
    x = dropout(x, "pool5/drop_7x7_s1", variant.dropout());
    heads.put(
        Head.MAIN, net.add(CLASSIFIER, new Linear(CLASSIFIER, classes, false), x)); // 1x1x1000
    return net.build(heads);
  }

  /** Four branches side by side (paper, figure 2b). */
  private String inception(String x, Inception row) {
    String in = "inception_" + row.name() + "/";
    int third = variant.thirdBranchKernel();
    String ones = convolution(x, in, "1x1", row.ones(), 1, 1, 0);
    String threes = convolution(x, in, "3x3_reduce", row.reduce3(), 1, 1, 0);
    threes = convolution(threes, in, "3x3", row.threes(), 3, 1, 1);
    String fives = convolution(x, in, "5x5_reduce", row.reduce5(), 1, 1, 0);
    fives = convolution(fives, in, "5x5", row.fives(), third, 1, third / 2);
    String pool = net.add(in + "pool", new MaxPool(SAME_3X3), x);
    pool = convolution(pool, in, "pool_proj", row.projection(), 1, 1, 0);
    return net.add(in + "output", new Concatenation(), ones, threes, fives, pool);
  }

  /**
   * An auxiliary classifier, which adds gradients to the middle of the network (paper, section 5).
   */
  private void auxiliaryHead(String x, Head head, boolean wanted) {
    if (!wanted) {
      return;
    }
    String in = head.prefix();
    boolean paperPool = !variant.adaptiveHeads() && poolsTo4x4(net.shape(x));
    x =
        paperPool
            ? net.add(in + "ave_pool", new AveragePool(AUXILIARY_5X5), x)
            : net.add(in + "ave_pool", new AdaptiveAveragePool(AUXILIARY_SIDE, AUXILIARY_SIDE), x);
    x = convolution(x, in, "conv", AUXILIARY_CHANNELS, 1, 1, 0); // 4x4x128
    String first = (variant.sharedHeads() ? Head.AUX1.prefix() : in) + "fc";
    x = net.add(in + "fc", new Linear(first, AUXILIARY_WIDTH, false), x); // 1x1x1024
    if (variant.relu()) {
      x = net.add(in + "relu_fc", new Relu(), x);
    }
    x = dropout(x, in + "drop_fc", variant.auxiliaryDropout());
    String last = variant.sharedHeads() ? CLASSIFIER : in + "classifier";
    heads.put(head, net.add(in + "classifier", new Linear(last, classes, false), x));
  }

  private static boolean poolsTo4x4(Shape shape) {
    return AUXILIARY_5X5.count(shape.height()) == AUXILIARY_SIDE
        && AUXILIARY_5X5.count(shape.width()) == AUXILIARY_SIDE;
  }

  /** A convolution, followed by batch normalisation and ReLU where the variant has them. */
  private String convolution(
      String x, String in, String layer, int outputs, int kernel, int stride, int padding) {
    String name = in + layer;
    x =
        net.add(
            name,
            new Convolution(name, outputs, kernel, stride, padding, variant.convolutionBias()),
            x);
    if (variant.batchNorm()) {
      String norm = name + ".bn";
      x = net.add(norm, new BatchNormalization(norm, variant.batchNormEpsilon()), x);
    }
    return variant.relu() ? net.add(in + "relu_" + layer, new Relu(), x) : x;
  }

  private String localResponse(String x, String name) {
    return variant.batchNorm() ? x : net.add(name, Variant.LRN, x);
  }

  private String dropout(String x, String name, double probability) {
    return probability > 0 ? net.add(name, new Dropout(probability), x) : x;
  }
}
