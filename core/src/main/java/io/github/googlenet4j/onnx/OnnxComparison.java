package io.github.googlenet4j.onnx;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.foreign.onnx.OnnxPictures;
import io.github.googlenet4j.foreign.onnx.OnnxWeights;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.loading.PicturePipeline;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares the results of an ONNX file, run by another program, with those of the model that it was
 * written from.
 *
 * @param witness the engine that ran the file
 * @param engine the one that ran the model, in int8 for an int8 model where it can, else in float32
 * @param pictures how many were compared
 * @param largestDifference of two values of the output: logits, or probabilities where the file
 *     reads bytes
 * @param largestValue the largest magnitude among the model's own
 * @param error squared differences relative to the squared values of the model's own
 * @param integers whether it is an int8 model, which programs round differently
 * @param refusals why pictures could not be read
 */
public record OnnxComparison(
    String witness,
    String engine,
    int pictures,
    double largestDifference,
    double largestValue,
    double error,
    boolean integers,
    List<String> refusals) {
  private static final double LARGEST_ERROR = .0001;
  private static final double LARGEST_ERROR_OF_INTEGERS = .02;
  private static final int BATCH = 8;
  private static final int DRAWN = 4;

  /**
   * Largest accepted difference: 1e-3, or 1e-4 of the largest value. In int8, where programs round
   * differently, a fifth of the largest value. The squared error decides too: probabilities of many
   * classes are all below 1e-3.
   */
  public double tolerance() {
    return integers ? .2 * largestValue : Math.max(1e-3, 1e-4 * largestValue);
  }

  /** Whether the file gives the model's results, within the {@link #tolerance}. */
  public boolean agrees() {
    double most = integers ? LARGEST_ERROR_OF_INTEGERS : LARGEST_ERROR;
    return largestDifference <= tolerance() && !(error > most); // 0 / 0 where all values are zero
  }

  /**
   * Compares them on photographs, or on drawn pictures where there are none.
   *
   * @param input what the file was written for
   * @return empty if no engine here runs ONNX files, or no other one runs the model
   * @throws IOException if the file is refused
   */
  public static Optional<OnnxComparison> of(
      Path file, Model model, OnnxInput input, List<Path> photographs) throws IOException {
    return of(file, model, input, photographs, PictureLimits.DEFAULT);
  }

  /**
   * The same, where a photograph may cost other than the {@link PictureLimits#DEFAULT}.
   *
   * @return empty if no engine here runs ONNX files, or no other one runs the model
   * @throws IOException if the file is refused
   */
  public static Optional<OnnxComparison> of(
      Path file, Model model, OnnxInput input, List<Path> photographs, PictureLimits limits)
      throws IOException {
    Optional<OnnxEngine> witness = anyWitness();
    Optional<Engine> own = anyOther();
    return witness.isEmpty() || own.isEmpty()
        ? Optional.empty()
        : Optional.of(of(file, model, input, photographs, limits, witness.get(), own.get()));
  }

  private static Optional<OnnxEngine> anyWitness() {
    return Engine.all().stream()
        .flatMap(engine -> engine instanceof OnnxEngine onnx ? Stream.of(onnx) : Stream.empty())
        .filter(engine -> engine.availability().usable())
        .findFirst();
  }

  private static Optional<Engine> anyOther() {
    return Engine.all().stream()
        .filter(engine -> !(engine instanceof OnnxEngine) && engine.availability().usable())
        .findFirst();
  }

  /**
   * Compares a file of another program with the model that was imported from it, on drawn pictures.
   *
   * @return empty if no engine here runs ONNX files, no other one runs the model, or the file's
   *     input or output is none that can be compared: more than one picture at once, 16 bits,
   *     another side or number of classes than the model's, another output first
   * @throws IOException if the file is refused
   */
  public static Optional<OnnxComparison> ofImported(Path file, Model model) throws IOException {
    Optional<OnnxEngine> witness = anyWitness();
    Optional<Engine> own = anyOther();
    return witness.isEmpty() || own.isEmpty()
        ? Optional.empty()
        : ofImported(file, model, witness.get(), own.get());
  }

  /** The same with given engines. */
  static Optional<OnnxComparison> ofImported(Path file, Model model, OnnxEngine witness, Engine own)
      throws IOException {
    OnnxClientInputs inputs;
    boolean probabilities;
    int atOnce;
    try (OnnxWeights weights = OnnxWeights.open(file)) {
      OnnxPictures pictures = weights.pictures();
      boolean bytes = pictures.type() == OnnxGraphBuilder.UINT8;
      if (!weights.mainOutputFirst()
          || pictures.batch() > 1
          || pictures.side() != model.side()
          || weights.classes() != model.classes().size()
          || !(bytes || pictures.type() == OnnxGraphBuilder.FLOAT)) {
        return Optional.empty();
      }
      inputs =
          new OnnxClientInputs(
              client(weights, model), pictures.channelsLast(), bytes, model.side());
      probabilities = weights.probabilities();
      atOnce = pictures.batch() == 0 ? DRAWN : 1;
    }
    Network network = model.network();
    Network answering = probabilities ? Inference.probabilities(network) : Inference.apply(network);
    EngineOptions options =
        EngineOptions.DEFAULT.withLargestBatch(DRAWN).withPrecision(Precision.FP32);
    try (OnnxEngine.Session session = witness.open(file);
        Program program = own.compile(answering, options)) {
      Sum sum = new Sum(model.classes().size());
      FloatBuffer drawn = inputs.drawn(DRAWN);
      int size = drawn.capacity() / DRAWN;
      for (int i = 0; i < DRAWN; i += atOnce) {
        FloatBuffer next = drawn.slice(i * size, atOnce * size);
        sum.add(program, session, inputs, next, Collections.nCopies(atOnce, ""));
      }
      return Optional.of(sum.comparison(witness, own, false));
    }
  }

  /** What a client of the file does to pictures; empty if the file does it. */
  private static Optional<Normalization> client(OnnxWeights weights, Model model) {
    OnnxPictures pictures = weights.pictures();
    if (pictures.content() == OnnxPictures.Content.PIXELS) {
      return Optional.empty();
    }
    return Optional.of(
        pictures.normalization().isPresent() // the file goes on from the variant's own
            ? weights.variant().normalization()
            : model.variant().normalization());
  }

  /** The same with given engines. */
  static OnnxComparison of(
      Path file,
      Model model,
      OnnxInput input,
      List<Path> photographs,
      PictureLimits limits,
      OnnxEngine witness,
      Engine own)
      throws IOException {
    boolean integers =
        model.quantization().isPresent()
            && own.availability().precisions().contains(Precision.INT8);
    EngineOptions options =
        EngineOptions.DEFAULT
            .withLargestBatch(BATCH)
            .withPrecision(integers ? Precision.INT8 : Precision.FP32);
    try (OnnxEngine.Session session = witness.open(file);
        Program program = own.compile(OnnxFile.answering(model, input), options)) {
      OnnxClientInputs inputs = new OnnxClientInputs(model, input);
      Sum sum = new Sum(model.classes().size());
      if (photographs.isEmpty()) {
        FloatBuffer drawn = inputs.drawn(DRAWN);
        sum.add(program, session, inputs, drawn, List.of("", "", "", ""));
      } else {
        compare(photographs, model, limits, program, session, inputs, sum);
      }
      return sum.comparison(witness, own, model.quantization().isPresent());
    }
  }

  private static void compare(
      List<Path> photographs,
      Model model,
      PictureLimits limits,
      Program program,
      OnnxEngine.Session session,
      OnnxClientInputs inputs,
      Sum sum) {
    PictureReader reader = new PictureReader(limits);
    try (PicturePipeline pipeline =
        new PicturePipeline(reader, model.preparation(), BATCH, photographs)) {
      pipeline.forEachBatch(
          batch -> sum.add(program, session, inputs, batch.pictures(), batch.refusals()));
    }
  }

  /** Sums over the batches so far. */
  private static final class Sum {
    private final int classes;
    private final List<String> refusals = new ArrayList<>();
    private int pictures;
    private double largestDifference;
    private double largestValue;
    private double errors;
    private double squares;

    Sum(int classes) {
      this.classes = classes;
    }

    OnnxComparison comparison(OnnxEngine witness, Engine own, boolean integers) {
      return new OnnxComparison(
          witness.name(),
          own.name(),
          pictures,
          largestDifference,
          largestValue,
          errors / squares,
          integers,
          List.copyOf(refusals));
    }

    /** Runs a batch on both. A picture with a refusal does not count. */
    void add(
        Program program,
        OnnxEngine.Session session,
        OnnxClientInputs inputs,
        FloatBuffer batch,
        List<String> unread) {
      int count = unread.size();
      float[] expected = program.run(batch, count).main();
      float[] found = inputs.run(session, batch, count);
      for (int picture = 0; picture < count; picture++) {
        if (!unread.get(picture).isEmpty()) {
          refusals.add(unread.get(picture));
          continue;
        }
        pictures++;
        for (int i = picture * classes; i < (picture + 1) * classes; i++) {
          double difference = Math.abs((double) expected[i] - found[i]);
          largestDifference = Math.max(largestDifference, difference); // NaN stays
          largestValue = Math.max(largestValue, Math.abs(expected[i]));
          errors += difference * difference;
          squares += (double) expected[i] * expected[i];
        }
      }
    }
  }
}
