package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.text.PrintableText;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Arrays of NumPy in a zip archive, as {@code numpy.savez} writes them: float32 and float64 in C
 * order.
 *
 * <p>An entry's header is read when the file is opened, and its length is bounded; the values are
 * read when they are asked for. Entries of objects, which are pickles, are never read.
 */
final class NpzFile implements TensorFile {
  private static final int MOST_ENTRIES = 1000;
  private static final int LONGEST_HEADER = 1 << 16;
  private static final long MOST_VALUES = 1 << 25;
  private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']{1,20})', 'fortran_order': (True|False),"
              + " 'shape': \\(([0-9, ]{0,200})\\),? *}\\s*");
  private static final String ENDING = ".npy";
  private static final String ADVICE = "Write it again with numpy.savez.";

  private record Array(String type, List<Integer> shape, int begin) implements Description {
    @Override
    public boolean readable() {
      return type.equals("<f4") || type.equals("<f8");
    }

    private int values() {
      return shape.stream().reduce(1, (a, b) -> a * b);
    }
  }

  private final Path file;
  private final ZipFile zip;
  private final Map<String, Array> arrays = new LinkedHashMap<>();

  private NpzFile(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static NpzFile open(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException e) {
      throw new ModelFileException(
          file,
          "expected arrays of NumPy, found a damaged zip archive (%s). %s"
              .formatted(e.getMessage(), ADVICE));
    }
    NpzFile opened = new NpzFile(file, zip);
    try {
      opened.readHeaders();
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      zip.close();
      throw e;
    }
  }

  private void readHeaders() throws IOException {
    if (zip.size() > MOST_ENTRIES) {
      throw refused("at most %d arrays".formatted(MOST_ENTRIES), "%d".formatted(zip.size()));
    }
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      String name = entry.getName();
      if (!name.endsWith(ENDING)) {
        throw refused("arrays (.npy)", PrintableText.shortened(name));
      }
      arrays.put(name.substring(0, name.length() - ENDING.length()), array(entry));
    }
  }

  private Array array(ZipEntry entry) throws IOException {
    try (DataInputStream in = new DataInputStream(zip.getInputStream(entry))) {
      byte[] start = in.readNBytes(MAGIC.length + 2);
      if (start.length < MAGIC.length + 2
          || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
        throw refused("arrays of NumPy", "another file in the archive");
      }
      boolean first = start[MAGIC.length] == 1; // later versions have a longer length
      int length =
          first
              ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
              : Integer.reverseBytes(in.readInt());
      if (length < 0 || length > LONGEST_HEADER) {
        throw refused("a header of at most %d bytes".formatted(LONGEST_HEADER), length + "");
      }
      String header = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
      Matcher matcher = HEADER.matcher(header);
      if (!matcher.matches() || matcher.group(2).equals("True")) {
        throw refused("an array in C order", PrintableText.shortened(header.strip()));
      }
      return new Array(
          matcher.group(1), shape(matcher.group(3)), MAGIC.length + 2 + (first ? 2 : 4) + length);
    } catch (EOFException e) {
      throw refused("a whole array", "the end");
    }
  }

  private List<Integer> shape(String text) throws ModelFileException {
    long size = 1;
    List<Integer> shape = new ArrayList<>();
    for (String extent : text.replace(" ", "").split(",", -1)) {
      if (!extent.isEmpty()) {
        long value = extent.length() > 9 ? MOST_VALUES + 1 : Long.parseLong(extent);
        size = value > MOST_VALUES ? value : Math.max(0, size * value);
        if (size > MOST_VALUES) {
          throw refused("at most %d values".formatted(MOST_VALUES), "more");
        }
        shape.add((int) value);
      }
    }
    return shape;
  }

  private ModelFileException refused(String expected, String found) {
    return new ModelFileException(
        file, "expected %s, found %s. %s".formatted(expected, found, ADVICE));
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public String format() {
    return "npz";
  }

  @Override
  public Map<String, Array> descriptions() {
    return Collections.unmodifiableMap(arrays);
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public Map<String, Tensor> tensors(Collection<String> names) throws IOException {
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (String name : names) {
      Array array = arrays.get(name);
      ZipEntry entry = zip.getEntry(name + ENDING);
      if (array == null || entry == null) {
        throw new IllegalArgumentException(name + ": expected an array of that name, found none.");
      }
      if (!array.readable()) {
        throw refused("float32 or float64 for " + name, array.type());
      }
      found.put(name, read(array, entry));
    }
    return found;
  }

  private Tensor read(Array array, ZipEntry entry) throws IOException {
    int bytes = array.type().equals("<f4") ? Float.BYTES : Double.BYTES;
    long size = (long) array.values() * bytes;
    if (entry.getSize() != array.begin() + size) {
      throw refused(
          "%d bytes of values".formatted(size), "%d".formatted(entry.getSize() - array.begin()));
    }
    float[] values = new float[array.values()];
    try (InputStream in = zip.getInputStream(entry)) {
      in.skipNBytes(array.begin());
      byte[] chunk = new byte[1 << 16];
      for (int done = 0; done < values.length; ) {
        int count =
            in.readNBytes(
                chunk, 0, (int) Math.min(chunk.length, (long) (values.length - done) * bytes));
        if (count == 0 || count % bytes != 0) {
          throw refused("a whole array", "the end");
        }
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
          values[done++] = bytes == Float.BYTES ? buffer.getFloat() : (float) buffer.getDouble();
        }
      }
    }
    return new Tensor(array.shape(), values);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
