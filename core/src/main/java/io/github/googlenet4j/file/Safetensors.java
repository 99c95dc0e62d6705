package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An open safetensors file: named tensors and a few strings.
 *
 * <p>The layout (huggingface/safetensors): the length of the header in 8 bytes, little-endian; the
 * header, a JSON object {@code {name: {"dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets":
 * [begin, end]}}} that may hold strings under {@code __metadata__}; the data, little-endian and
 * row-major, offsets counted from its beginning.
 *
 * <p>Reading is stricter than most: the whole header is checked before any data is read, and
 * everything ambiguous is refused with a {@link ModelFileException} that names the tensors.
 *
 * <p>The file is read, not mapped into memory: if another program cuts a mapped file short, the JVM
 * crashes; here it is an exception. Safe for concurrent callers. The caller who opened it closes
 * it.
 */
public final class Safetensors implements TensorFile {
  private static final int LENGTH_BYTES = 8;

  /** The same bound as the reference implementation's. */
  static final int LONGEST_HEADER = 100_000_000;

  private static final int CHUNK_BYTES = 1 << 18;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  /**
   * The header's entry of a tensor.
   *
   * @param dtype as safetensors names it, for instance {@code F32}
   * @param shape extents, outermost first
   * @param begin where its bytes begin, counted from the end of the header
   * @param end where they end
   */
  public record Entry(String dtype, List<Integer> shape, long begin, long end)
      implements Description {
    public Entry {
      shape = List.copyOf(shape);
    }

    private ElementType element() {
      return ElementType.valueOf(dtype);
    }

    @Override
    public String type() {
      return dtype;
    }

    @Override
    public boolean readable() {
      return element().readable();
    }
  }

  private Safetensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new ModelFileException(
          file,
          "expected a safetensors file, found %s. Copy it again."
              .formatted(size == 0 ? "an empty file" : "only " + size + " bytes"));
    }
    ByteBuffer length = littleEndian(LENGTH_BYTES);
    fill(length, 0);
    int headerLength = headerLength(length.getLong(0), size);
    this.dataStart = (long) LENGTH_BYTES + headerLength;
    ByteBuffer json = littleEndian(headerLength);
    fill(json, LENGTH_BYTES);
    this.header = SafetensorsHeader.parse(file, json, size - dataStart);
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws ModelFileException if it is none, or one that cannot be trusted
   */
  public static Safetensors open(Path file) throws IOException {
    FileChannel channel = RegularFile.open(file);
    try {
      return new Safetensors(file, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private int headerLength(long length, long size) throws ModelFileException {
    long most = Math.min(LONGEST_HEADER, size - LENGTH_BYTES);
    if (length >= 2 && length <= most) {
      return (int) length;
    }
    boolean zip = (length & 0xffffffffL) == 0x04034b50;
    throw new ModelFileException(
        file,
        zip
            ? "expected a safetensors file, found a zip archive, as PyTorch saves."
                + " Convert it to safetensors first."
            : ("expected a header length from 2 to %d, found %s."
                    + " The file is no safetensors file, or cut short: copy it again.")
                .formatted(most, Long.toUnsignedString(length)));
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public Map<String, Entry> descriptions() {
    return entries();
  }

  /** The strings under {@code __metadata__}; empty if there are none. */
  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata);
  }

  /** All tensors by name, in the header's order. */
  public Map<String, Entry> entries() {
    return Collections.unmodifiableMap(header.entries);
  }

  /** All tensors; F32, F16 or BF16, each exactly as float32. */
  public Map<String, Tensor> tensors() throws IOException {
    return tensors(header.entries.keySet());
  }

  /**
   * Some tensors, in the order of the names; F32, F16 or BF16, each exactly as float32.
   *
   * @throws IllegalArgumentException if there is none of a name
   * @throws ModelFileException if one has another dtype, or the file became shorter
   */
  @Override
  public Map<String, Tensor> tensors(Collection<String> names) throws IOException {
    Map<String, Entry> wanted = new LinkedHashMap<>();
    TensorProblems problems = new TensorProblems();
    for (String name : names) {
      Entry entry = entry(name);
      problems.addUnlessReadable(name, entry);
      wanted.put(name, entry);
    }
    problems.throwIfAny(file, "Convert them first.");
    List<Map.Entry<String, Entry>> inFileOrder = new ArrayList<>(wanted.entrySet());
    inFileOrder.sort(Comparator.comparingLong(e -> e.getValue().begin()));
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Tensor> found = new HashMap<>();
    for (Map.Entry<String, Entry> tensor : inFileOrder) {
      found.put(tensor.getKey(), read(tensor.getValue(), chunk));
    }
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    wanted.keySet().forEach(name -> ordered.put(name, found.get(name)));
    return ordered;
  }

  /**
   * One tensor; F32, F16 or BF16, exactly as float32.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Tensor tensor(String name) throws IOException {
    return tensors(List.of(name)).values().iterator().next();
  }

  /**
   * The bytes of a tensor of any dtype, in a little-endian buffer of their own.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public ByteBuffer bytes(String name) throws IOException {
    Entry entry = entry(name);
    ByteBuffer bytes = littleEndian(countable(entry.end() - entry.begin()));
    fill(bytes, dataStart + entry.begin());
    return bytes;
  }

  private Entry entry(String name) {
    Entry entry = header.entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "%s: expected a tensor of that name, found none among %d."
              .formatted(name, header.entries.size()));
    }
    return entry;
  }

  /** Checks like {@link #requireExactly}, where some tensors are int8. */
  void requireExactly(
      Map<String, List<Integer>> expected,
      Set<String> integers,
      Predicate<String> ignored,
      String advice)
      throws ModelFileException {
    TensorProblems.throwUnless(this, expected, integers, ignored, advice);
  }

  private Tensor read(Entry entry, ByteBuffer chunk) throws IOException {
    int bytes = entry.element().bytes;
    float[] values = new float[countable((entry.end() - entry.begin()) / bytes)];
    long position = dataStart + entry.begin();
    for (int done = 0; done < values.length; ) {
      int count = Math.min(values.length - done, CHUNK_BYTES / bytes);
      chunk.clear().limit(count * bytes);
      fill(chunk, position);
      entry.element().decode(chunk, values, done, count);
      position += (long) count * bytes;
      done += count;
    }
    return new Tensor(entry.shape(), values);
  }

  /** An array's length, if it can be one. */
  private int countable(long length) throws ModelFileException {
    if (length > Integer.MAX_VALUE - 8) {
      throw new ModelFileException(
          file,
          "expected tensors of less than 2^31 values, found one of %d. Split it."
              .formatted(length));
    }
    return (int) length;
  }

  /** Reads until the buffer is full, and leaves it ready to be read. */
  private void fill(ByteBuffer buffer, long position) throws IOException {
    try {
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, position + buffer.position());
        if (count < 0) {
          throw new ModelFileException(
              file,
              "expected %d bytes more, found the end. The file became shorter while it was read."
                  .formatted(buffer.remaining()));
        }
      }
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
    buffer.flip();
  }

  /**
   * Writes a file of F32 tensors, in the order of the map; the same maps give the same bytes.
   *
   * <p>It appears under its name complete or not at all. The data begins at a multiple of 8 bytes.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws ModelFileException if it cannot be written; a file of that name is then what it was
   */
  public static void write(
      Map<String, Tensor> tensors, Map<String, String> metadata, Path file, boolean overwrite)
      throws IOException {
    write(tensors, Set.of(), metadata, file, overwrite);
  }

  /** Likewise, where some tensors hold whole numbers from -128 to 127, written as I8. */
  static void write(
      Map<String, Tensor> tensors,
      Set<String> integers,
      Map<String, String> metadata,
      Path file,
      boolean overwrite)
      throws IOException {
    AtomicFile.write(
        file, overwrite, new SafetensorsWriter(tensors, all(integers, ElementType.I8), metadata));
  }

  /**
   * Likewise, where some tensors hold counts, whole numbers of up to 24 bits, written as I64.
   *
   * <p>Put counts first: readers that map a file ask for offsets that are multiples of a number's 8
   * bytes.
   *
   * @param counts names of these tensors
   * @throws ModelFileException if it cannot be written; a file of that name is then what it was
   */
  public static void writeWithCounts(
      Map<String, Tensor> tensors,
      Set<String> counts,
      Map<String, String> metadata,
      Path file,
      boolean overwrite)
      throws IOException {
    AtomicFile.write(
        file, overwrite, new SafetensorsWriter(tensors, all(counts, ElementType.I64), metadata));
  }

  private static Map<String, ElementType> all(Set<String> names, ElementType type) {
    return names.stream().collect(Collectors.toMap(name -> name, name -> type));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
