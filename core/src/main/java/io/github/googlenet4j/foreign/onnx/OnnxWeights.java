package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.foreign.onnx.Unit.Kind;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.protobuf.FileTensor;
import io.github.googlenet4j.protobuf.ProtobufFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open ONNX file that is a GoogLeNet: the weights of its layers under our names, whatever it
 * calls them.
 *
 * <p>The file's graph is compared with that of each variant. Where none agrees in all, the file is
 * refused with the first node that differs from the variant that agrees longest; nothing is
 * guessed. Batch normalisation that was folded into convolutions comes back as one that changes
 * nothing but adds the bias, exact to the bit.
 *
 * <p>Values are read when they are asked for, by any number of callers. The caller who opened it
 * closes it.
 */
public final class OnnxWeights implements TensorFile {
  private static final int SIDE = 224;
  private static final int NEWEST_OPERATORS = 21;
  private static final int NEWEST_INTERMEDIATE = 10;
  private static final float TOLERANCE = 1e-3f; // of a mean or deviation in 0..255, relative to it

  private final ProtobufFile file;
  private final OnnxGraph graph;
  private final Topology topology;
  private final Map<String, FileTensor> tensors;
  private final OnnxPictures pictures;
  private final boolean probabilities;
  private final boolean firstOutput;
  private final List<String> notes = new ArrayList<>();

  private OnnxWeights(ProtobufFile file) throws IOException {
    this.file = file;
    this.graph = new OnnxReader(file).read();
    UnitReader reader = new UnitReader(file, graph);
    List<Unit> units = reader.read();
    if (reader.first().isEmpty()) {
      throw refused("a network that reads the pictures", "none that does");
    }
    PictureInput input = reader.pictures().orElseThrow();
    int side = side(input);
    Topology best = best(side, reader.first().get());
    Topology whole = Topology.of(best.variant(), side, true, reader.first().get());
    this.topology = whole.difference().isEmpty() ? whole : best;
    Unit classifier = topology.classifier();
    Optional<Unit> softmax =
        classifier.readers.stream().filter(next -> next.kind == Kind.SOFTMAX).findFirst();
    Unit last = softmax.orElse(classifier);
    this.probabilities = softmax.isPresent();
    this.firstOutput =
        !graph.outputs().isEmpty() && reader.unit(graph.outputs().get(0)).equals(Optional.of(last));
    requireOutput(reader, classifier, softmax);
    this.pictures = pictures(input, side);
    LayerWeights weights = LayerWeights.of(file, topology);
    this.tensors = weights.tensors();
    addNotes(weights, units, last);
  }

  /**
   * Opens a file, checks its structure and compares its graph; no weights are read.
   *
   * @throws ModelFileException if it is no ONNX file, one that cannot be trusted, or no GoogLeNet
   */
  public static OnnxWeights open(Path path) throws IOException {
    ProtobufFile file = ProtobufFile.open(path);
    try {
      return new OnnxWeights(file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private ModelFileException refused(String expected, Object found) {
    return file.refused(expected, found, "Only GoogLeNet can be imported.");
  }

  /** The side of the pictures, at which windows are compared. */
  private int side(PictureInput input) throws ModelFileException {
    List<Long> sides = input.sides();
    long height = sides.get(0) == 0 ? sides.get(1) : sides.get(0);
    long width = sides.get(1) == 0 ? height : sides.get(1);
    if (height == 0) {
      return SIDE;
    }
    if (height != width || height < GoogLeNet.SMALLEST_SIDE || height > GoogLeNet.LARGEST_SIDE) {
      throw refused(
          "square pictures of %d to %d pixels a side"
              .formatted(GoogLeNet.SMALLEST_SIDE, GoogLeNet.LARGEST_SIDE),
          height + "x" + width);
    }
    return (int) height;
  }

  private Topology best(int side, Unit first) throws ModelFileException {
    Topology best = Topology.of(Variant.PAPER, side, false, first);
    for (Variant variant : Variant.ALL) {
      Topology next = Topology.of(variant, side, false, first);
      if (next.difference().isEmpty()) {
        return next;
      }
      best = next.matched() > best.matched() ? next : best;
    }
    throw new ModelFileException(
        file.path(), best.difference() + " Only GoogLeNet can be imported.");
  }

  private void requireOutput(UnitReader reader, Unit classifier, Optional<Unit> softmax)
      throws ModelFileException {
    List<Unit> outputs =
        graph.outputs().stream().flatMap(name -> reader.unit(name).stream()).toList();
    if (!outputs.contains(classifier)
        && !(softmax.isPresent() && outputs.contains(softmax.get()))) {
      Optional<Unit> behind = softmax.orElse(classifier).readers.stream().findFirst();
      throw refused(
          "%s as the file's output".formatted(GoogLeNet.CLASSIFIER),
          behind.map(Unit::toString).orElse("none of its outputs there") + " behind " + classifier);
    }
    if (classifier.relu) {
      throw refused("no ReLU behind the classifier", "one at " + classifier);
    }
  }

  private OnnxPictures pictures(PictureInput input, int side) throws ModelFileException {
    List<Long> extents = input.input().extents();
    long batch = extents.isEmpty() ? 0 : extents.get(0);
    OnnxPictures.Content content;
    Optional<Normalization> normalization = Optional.empty();
    Normalization own = topology.variant().normalization();
    if (input.unchanged()) {
      content = OnnxPictures.Content.NORMALIZED;
    } else if (agree(input.after(OnnxPictures.NONE), own)) {
      content = OnnxPictures.Content.PIXELS;
    } else {
      normalization = input.after(own);
      content = OnnxPictures.Content.NORMALIZED;
      if (!agree(normalization, OnnxPictures.PUBLISHED)) {
        throw refused(
            "pictures as %s normalises them, or as torchvision's transform_input does"
                .formatted(topology.variant().name()),
            "mean and deviation of " + input.after(OnnxPictures.NONE));
      }
      normalization = Optional.of(OnnxPictures.PUBLISHED);
    }
    return new OnnxPictures(
        content, input.inputChannelsLast(), input.input().type(), batch, side, normalization);
  }

  private static boolean agree(Optional<Normalization> found, Normalization expected) {
    return found
        .filter(
            own ->
                own.bgr() == expected.bgr()
                    && agree(own.mean(), expected.mean())
                    && agree(own.deviation(), expected.deviation()))
        .isPresent();
  }

  private static boolean agree(List<Float> found, List<Float> expected) {
    for (int i = 0; i < expected.size(); i++) {
      float difference = Math.abs(found.get(i) - expected.get(i));
      if (!(difference <= TOLERANCE * Math.abs(expected.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private void addNotes(LayerWeights weights, List<Unit> units, Unit last) {
    if (graph.operators() > NEWEST_OPERATORS || graph.intermediate() > NEWEST_INTERMEDIATE) {
      notes.add(
          "The file has operators of version %d and IR version %d; what is known is 3 to %d and 3 to %d."
              .formatted(
                  graph.operators(), graph.intermediate(), NEWEST_OPERATORS, NEWEST_INTERMEDIATE));
    }
    if (weights.folded() > 0) {
      notes.add(
          "Batch normalisation is folded into %d convolutions of the file. The model has one there"
                  .formatted(weights.folded())
              + " that only adds the bias: its answers are the file's, but training from it begins"
              + " with statistics that were never measured.");
    }
    if (weights.takenBiases() > 0) {
      notes.add(
          "Convolutions with biases before batch normalisation: %d. The biases were subtracted from its means."
              .formatted(weights.takenBiases()));
    }
    if (weights.otherEpsilon()) {
      notes.add(
          "The file's batch normalisation has another epsilon than %s; its scales were changed to make up for it."
              .formatted(topology.variant().batchNormEpsilon()));
    }
    if (pictures.normalization().isPresent()) {
      notes.add(
          "The file brings ImageNet's mean and deviation to .5 (torchvision's transform_input),"
              + " as torchvision's published weights want it.");
    }
    if (pictures.side() != topology.variant().preparation().crop()) {
      notes.add("The file is for pictures of %d pixels a side.".formatted(pictures.side()));
    }
    addNotesOfTypes();
    long left =
        units.stream()
            .filter(unit -> !topology.covers(unit) && !unit.equals(last))
            .filter(unit -> unit.kind != Kind.PADDING)
            .count();
    if (left > 0) {
      notes.add(
          "%d nodes of the file do not lead to its main output and were left out.".formatted(left));
    }
  }

  private void addNotesOfTypes() {
    if (has("F64")) {
      notes.add("The file holds float64 values, which were rounded to float32.");
    }
    if (has("F16") || has("BF16")) {
      notes.add("The file computes with 16 bits; the model does with 32, from the same weights.");
    }
  }

  private boolean has(String type) {
    return tensors.values().stream().anyMatch(tensor -> tensor.type().equals(type));
  }

  /** The variant that the file's graph is. */
  public Variant variant() {
    return topology.variant();
  }

  /** How many classes the main head tells apart. */
  public int classes() {
    return topology.classifier().outputs();
  }

  /** What the file reads. */
  public OnnxPictures pictures() {
    return pictures;
  }

  /** Whether the file gives probabilities, not logits. */
  public boolean probabilities() {
    return probabilities;
  }

  /** Whether the main head's result is the file's first output. */
  public boolean mainOutputFirst() {
    return firstOutput;
  }

  @Override
  public Path file() {
    return file.path();
  }

  @Override
  public String format() {
    return "ONNX";
  }

  @Override
  public Map<String, ? extends Description> descriptions() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(graph.metadata());
  }

  @Override
  public List<String> notes() {
    return Collections.unmodifiableList(notes);
  }

  @Override
  public Map<String, Tensor> tensors(Collection<String> names) throws IOException {
    Map<String, Tensor> read = new LinkedHashMap<>();
    for (String name : names) {
      FileTensor wanted = tensors.get(name);
      if (wanted == null) {
        throw new IllegalArgumentException(
            "%s: expected a tensor of that name, found none among %d."
                .formatted(name, tensors.size()));
      }
      read.put(name, wanted.read(file));
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
