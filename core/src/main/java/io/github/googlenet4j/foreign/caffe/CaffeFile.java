package io.github.googlenet4j.foreign.caffe;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.protobuf.FileTensor;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An open {@code .caffemodel}, old (V1 layers) or new.
 *
 * <p>A layer's first blob is its {@code .weight}, its second the {@code .bias}, further ones {@code
 * .2} and so on. Batch normalisation, which Caffe does in two layers behind a convolution
 * (BatchNorm and Scale), becomes the convolution's {@code .bn.mean}, {@code .bn.variance}, {@code
 * .bn.scale} and {@code .bn.shift} (see {@link BatchNormalizations}).
 *
 * <p>Values are read when they are asked for, by any number of callers. The caller who opened it
 * closes it.
 */
public final class CaffeFile implements TensorFile {
  private final ProtobufFile file;
  private final String name;
  private final Map<String, FileTensor> tensors = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private CaffeFile(ProtobufFile file) throws IOException {
    this.file = file;
    CaffeReader reader = new CaffeReader(file);
    List<Layer> layers = reader.layers();
    this.name = reader.name();
    BatchNormalizations norms = BatchNormalizations.of(file, layers);
    for (Layer layer : layers) {
      if (!norms.covers(layer)) {
        addBlobs(layer);
      }
    }
    for (Map.Entry<String, FileTensor> tensor : norms.tensors().entrySet()) {
      add(tensor.getKey(), tensor.getValue());
    }
    norms.takenBiases().forEach(tensors::remove);
    if (tensors.isEmpty()) {
      throw file.refused(
          "a caffemodel with weights",
          layers.isEmpty() ? "no layer" : "%d layers without any".formatted(layers.size()),
          "Give the file that training wrote, not the network's description.");
    }
    notes.addAll(norms.notes());
    if (layers.stream()
        .flatMap(layer -> layer.blobs().stream())
        .anyMatch(blob -> blob.type().equals("F64"))) {
      notes.add("The file holds float64 values, which were rounded to float32.");
    }
  }

  /**
   * Opens a file and checks its structure and every extent; no weights are read.
   *
   * @throws ModelFileException if it is none, or one that cannot be trusted
   */
  public static CaffeFile open(Path path) throws IOException {
    ProtobufFile file = ProtobufFile.open(path);
    try {
      return new CaffeFile(file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private void addBlobs(Layer layer) throws ModelFileException {
    for (int i = 0; i < layer.blobs().size(); i++) {
      String role =
          switch (i) {
            case 0 -> ".weight";
            case 1 -> ".bias";
            default -> "." + i;
          };
      add(layer.name() + role, FileTensor.stored(layer.blobs().get(i)));
    }
  }

  private void add(String tensor, FileTensor value) throws ModelFileException {
    if (tensors.putIfAbsent(tensor, value) != null) {
      throw file.refused(
          "each layer once",
          PrintableText.shortened(tensor) + " twice",
          "Save it again with Caffe.");
    }
  }

  @Override
  public Path file() {
    return file.path();
  }

  @Override
  public String format() {
    return "caffemodel";
  }

  @Override
  public Map<String, ? extends Description> descriptions() {
    return Collections.unmodifiableMap(tensors);
  }

  /** The network's name under {@code name}, if it has one. */
  @Override
  public Map<String, String> metadata() {
    return name.isEmpty() ? Map.of() : Map.of("name", name);
  }

  @Override
  public List<String> notes() {
    return Collections.unmodifiableList(notes);
  }

  @Override
  public Map<String, Tensor> tensors(Collection<String> names) throws IOException {
    Map<String, Tensor> read = new LinkedHashMap<>();
    for (String tensor : names) {
      FileTensor wanted = tensors.get(tensor);
      if (wanted == null) {
        throw new IllegalArgumentException(
            "%s: expected a tensor of that name, found none among %d."
                .formatted(tensor, tensors.size()));
      }
      read.put(tensor, wanted.read(file));
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
