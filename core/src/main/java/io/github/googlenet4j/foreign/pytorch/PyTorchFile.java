package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.foreign.pytorch.Contents.Region;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Storage;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An open file that {@code torch.save} wrote: the tensors of a state dictionary, in either form.
 *
 * <p>Opening it has read the pickle, found the dictionary of tensors and checked that each lies in
 * the file. Values are float32, float16 or bfloat16, which are exact as float32, or float64, which
 * are rounded with a note; other types are described and not read. Not safe for concurrent callers.
 */
public final class PyTorchFile implements TensorFile {
  private static final int ZIP = 0x04034b50;
  private static final int SIGNATURE_BYTES = 4;

  private final OpenFile file;
  private final Map<String, Region> storages;
  private final ByteOrder order;
  private final StateDictionary state;
  private final Set<String> checked = new HashSet<>();

  private PyTorchFile(OpenFile file) throws IOException {
    this.file = file;
    if (file.size() < SIGNATURE_BYTES) {
      throw file.refused(
          "a PyTorch file",
          file.size() == 0 ? "an empty file" : "only %d bytes".formatted(file.size()),
          "Copy it again.");
    }
    ByteBuffer first = file.read(0, SIGNATURE_BYTES);
    Contents contents = first.getInt(0) == ZIP ? ZipForm.read(file) : StreamForm.read(file);
    this.storages = contents.storages();
    this.order = contents.order();
    this.state = StateDictionary.of(file, contents.value());
    for (StoredTensor tensor : state.tensors.values()) {
      checkStored(tensor.data());
    }
  }

  /**
   * Opens a file, unpickles its description of the tensors and checks it.
   *
   * @throws ModelFileException if it is none, refers to anything but tensors and plain values, or
   *     is damaged
   */
  public static PyTorchFile open(Path path) throws IOException {
    OpenFile file = OpenFile.open(path);
    try {
      return new PyTorchFile(file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private void checkStored(Storage storage) throws ModelFileException {
    Region region = storages.get(storage.key());
    if (region == null || region.length() != storage.bytes()) {
      throw file.refused(
          "%d bytes of storage %s"
              .formatted(storage.bytes(), PrintableText.shortened(storage.key())),
          region == null ? "none" : Long.toString(region.length()),
          OpenFile.DAMAGED);
    }
  }

  @Override
  public Path file() {
    return file.path();
  }

  @Override
  public String format() {
    return "PyTorch";
  }

  @Override
  public Map<String, ? extends Description> descriptions() {
    return Collections.unmodifiableMap(state.tensors);
  }

  /** Empty: what stands beside the tensors is not read. */
  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public List<String> notes() {
    return List.copyOf(state.notes);
  }

  @Override
  public Map<String, Tensor> tensors(Collection<String> names) throws IOException {
    for (String name : names) {
      StoredTensor tensor = stored(name);
      if (!tensor.readable()) {
        throw file.refused(
            "tensor %s: float32, float64, float16 or bfloat16"
                .formatted(PrintableText.shortened(name)),
            tensor.type(),
            "Convert it first.");
      }
    }
    TensorReader reader = new TensorReader(file, order);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : names) {
      StoredTensor tensor = stored(name);
      Region region = region(tensor);
      if (checked.add(tensor.data().key())) {
        Checksum.check(file, region, "storage " + tensor.data().key());
      }
      tensors.put(name, reader.read(tensor, region));
    }
    return tensors;
  }

  private StoredTensor stored(String name) {
    StoredTensor tensor = state.tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s: expected a tensor of that name, found none among %d."
              .formatted(name, state.tensors.size()));
    }
    return tensor;
  }

  private Region region(StoredTensor tensor) {
    Region region = storages.get(tensor.data().key());
    if (region == null) {
      throw new IllegalStateException("a storage that was checked");
    }
    return region;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
