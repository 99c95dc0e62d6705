package io.github.googlenet4j.model;

import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.text.PrintableText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What differs between the published GoogLeNets.
 *
 * @param name as the command line and model files write it
 * @param batchNormEpsilon epsilon of the batch normalisation after every convolution; 0 for the
 *     paper's local response normalisation instead
 * @param convolutionBias whether convolutions have a bias
 * @param relu whether ReLU follows convolutions and the auxiliary heads' first linear layer
 * @param thirdBranchKernel 5 as in the paper, or 3
 * @param stridedPool window of the pools that halve the picture
 * @param lastPool window of the last of them, before inception 5a
 * @param adaptiveHeads whether auxiliary heads always pool adaptively to 4x4; otherwise they use
 *     the paper's 5x5/3 where that gives 4x4
 * @param sharedHeads whether both auxiliary heads share their linear layers, the last of which is
 *     the main classifier
 * @param dropout probability before the main classifier
 * @param auxiliaryDropout probability before an auxiliary classifier
 * @param normalization from picture to network input; some published weights of a variant were
 *     trained with another one ({@link #withNormalization})
 * @param preparation from photograph to picture, at the published 224 pixels
 */
public record Variant(
    String name,
    double batchNormEpsilon,
    boolean convolutionBias,
    boolean relu,
    int thirdBranchKernel,
    Window stridedPool,
    Window lastPool,
    boolean adaptiveHeads,
    boolean sharedHeads,
    double dropout,
    double auxiliaryDropout,
    Normalization normalization,
    Preparation preparation) {

  private static final Window CEIL = new Window(3, 2, 0, true);
  private static final Window PADDED = new Window(3, 2, 1, false);
  private static final Window CEIL_2X2 = new Window(2, 2, 0, true);

  private static final Normalization CAFFE =
      new Normalization(List.of(123f, 117f, 104f), List.of(1f, 1f, 1f), true);

  // ImageNet's mean .485 .456 .406 and deviation .229 .224 .225, which are in 0..1.
  private static final Normalization IMAGENET =
      new Normalization(
          List.of(123.675f, 116.28f, 103.53f), List.of(58.395f, 57.12f, 57.375f), false);

  private static final Preparation SQUASH = new Preparation(Fit.SQUASH, 256, 224, Filter.BILINEAR);
  private static final Preparation SHORT_SIDE =
      new Preparation(Fit.SHORT_SIDE, 256, 224, Filter.BILINEAR);

  // spotless:off
  /** The paper's network as Caffe published it (bvlc_googlenet). */
  public static final Variant PAPER =
      new Variant("paper", 0, true, true, 5, CEIL, CEIL, false, false, .4, .7, CAFFE, SQUASH);

  /** torchvision's {@code googlenet}. */
  public static final Variant TORCHVISION =
      new Variant("torchvision", 1e-3, false, true, 3, CEIL, CEIL_2X2, true, false, .2, .7, IMAGENET, SHORT_SIDE);

  /** The reference document's program: batch norm, no ReLU, linear layers shared by its heads. */
  public static final Variant SEED =
      new Variant("seed", 1e-5, true, false, 5, PADDED, PADDED, false, true, 0, 0, IMAGENET, SHORT_SIDE);

  /** The paper's branches and pools with batch norm: the choice for training from scratch. */
  public static final Variant BATCH_NORM =
      new Variant("batch_norm", 1e-3, false, true, 5, CEIL, CEIL, false, false, .4, .7, IMAGENET, SHORT_SIDE);
  // spotless:on

  /** All variants, which a model file may name. */
  public static final List<Variant> ALL = List.of(PAPER, TORCHVISION, SEED, BATCH_NORM);

  /** The paper's local response normalisation, before and after the second convolution. */
  static final Operation LRN = new Operation.LocalResponseNormalization(5, 1e-4, .75, 1);

  /**
   * The variant of that name, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Variant named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace('-', '_');
    return ALL.stream()
        .filter(variant -> variant.name.equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  private static String unknown(String name) {
    String names = ALL.stream().map(Variant::name).collect(Collectors.joining(", "));
    return "variant: expected one of %s, found %s."
        .formatted(names, PrintableText.of(PrintableText.shortened(name)));
  }

  /** With other probabilities of dropout. Dropout is part of training only. */
  public Variant withDropout(double main, double auxiliaryHeads) {
    return new Variant(
        name,
        batchNormEpsilon,
        convolutionBias,
        relu,
        thirdBranchKernel,
        stridedPool,
        lastPool,
        adaptiveHeads,
        sharedHeads,
        main,
        auxiliaryHeads,
        normalization,
        preparation);
  }

  /**
   * With another way from picture to network input, for weights that were trained with it; all else
   * stays.
   */
  public Variant withNormalization(Normalization value) {
    return new Variant(
        name,
        batchNormEpsilon,
        convolutionBias,
        relu,
        thirdBranchKernel,
        stridedPool,
        lastPool,
        adaptiveHeads,
        sharedHeads,
        dropout,
        auxiliaryDropout,
        value,
        preparation);
  }

  /** Whether all but the normalisation of the input is the other's. */
  public boolean hasNetworkOf(Variant other) {
    return equals(other.withNormalization(normalization));
  }

  /** Whether it has the network of one of {@link #ALL}. */
  public boolean isKnown() {
    return ALL.stream().anyMatch(this::hasNetworkOf);
  }

  /** Whether batch normalisation follows every convolution. */
  public boolean batchNorm() {
    return batchNormEpsilon > 0;
  }
}
