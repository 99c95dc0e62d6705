package io.github.googlenet4j.serve.v2;

import io.github.googlenet4j.serve.model.ServedModel;
import java.util.List;

/** One of the two ways to ask a model. */
public enum View {
  /** Pictures as they are in files; the most probable labels. */
  PICTURES,
  /** The squares that the network sees; probabilities and logits of all classes. */
  TENSOR;

  /** What the name of a model's second view ends with. */
  public static final String TENSOR_SUFFIX = "_tensor";

  /** The input of {@link #PICTURES}. */
  public static final String PICTURE = "picture";

  /** The input of {@link #TENSOR}. */
  public static final String PIXELS = "pixels";

  static final String LABEL = "label";
  static final String INDEX = "index";
  static final String PROBABILITY = "probability";
  static final String PROBABILITIES = "probabilities";
  static final String LOGITS = "logits";

  /** The name under which a model is asked this way. */
  public String name(ServedModel model) {
    return this == PICTURES ? model.name() : model.name() + TENSOR_SUFFIX;
  }

  /** What it takes. */
  public TensorSpec input(ServedModel model) {
    long side = model.model().side();
    return this == PICTURES
        ? new TensorSpec(PICTURE, Datatype.BYTES, List.of(-1L))
        : new TensorSpec(PIXELS, Datatype.FP32, List.of(-1L, side, side, 3L));
  }

  /** What it gives. */
  public List<TensorSpec> outputs(ServedModel model) {
    if (this == PICTURES) {
      List<Long> ranked = List.of(-1L, -1L);
      return List.of(
          new TensorSpec(LABEL, Datatype.BYTES, ranked),
          new TensorSpec(INDEX, Datatype.INT64, ranked),
          new TensorSpec(PROBABILITY, Datatype.FP32, ranked));
    }
    List<Long> all = List.of(-1L, (long) model.model().classes().size());
    return List.of(
        new TensorSpec(PROBABILITIES, Datatype.FP32, all),
        new TensorSpec(LOGITS, Datatype.FP32, all));
  }
}
