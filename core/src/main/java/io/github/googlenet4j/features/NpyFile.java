package io.github.googlenet4j.features;

import io.github.googlenet4j.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** NumPy's file of one array, format version 1.0: float32, little-endian, rows x columns. */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private NpyFile() {}

  /**
   * Writes rows of one width, whole or not at all.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, List<float[]> rows, int width, boolean overwrite)
      throws IOException {
    AtomicFile.write(
        file,
        overwrite,
        channel -> {
          writeAll(channel, header(rows.size(), width));
          ByteBuffer bytes =
              ByteBuffer.allocate(Float.BYTES * width).order(ByteOrder.LITTLE_ENDIAN);
          for (float[] row : rows) {
            bytes.clear();
            bytes.asFloatBuffer().put(row);
            writeAll(channel, bytes);
          }
        });
  }

  private static ByteBuffer header(int rows, int width) {
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, width);
    int unpadded = MAGIC.length + Short.BYTES + text.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    byte[] line = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer header = ByteBuffer.allocate(MAGIC.length + Short.BYTES + line.length);
    header.order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).putShort((short) line.length).put(line);
    return header.flip();
  }

  private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
