package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Curves for TensorBoard: a file of records, each an {@code Event} message in protobuf's wire
 * format, framed as TensorFlow's record format has it (length, its masked CRC-32C, data, its masked
 * CRC-32C; all little-endian).
 *
 * <p>A resumed run writes another file; TensorBoard joins them.
 */
final class TensorBoardFile implements AutoCloseable {
  // Fields of tensorflow.Event, tensorflow.Summary and tensorflow.Summary.Value, with wire types.
  private static final int WALL_TIME = (1 << 3) | 1;
  private static final int STEP = 2 << 3;
  private static final int FILE_VERSION = (3 << 3) | 2;
  private static final int SUMMARY = (5 << 3) | 2;
  private static final int VALUE = (1 << 3) | 2;
  private static final int TAG = (1 << 3) | 2;
  private static final int SIMPLE_VALUE = (2 << 3) | 5;

  private final OutputStream out;

  private TensorBoardFile(OutputStream out) {
    this.out = out;
  }

  /** A new file in a run's folder. */
  static TensorBoardFile create(Path folder) throws IOException {
    String name =
        "%s%d.%d.googlenet4j".formatted(RunFolder.EVENTS, seconds(), System.nanoTime() % 1000000);
    TensorBoardFile file =
        new TensorBoardFile(
            Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW));
    ByteArrayOutputStream event = event(0);
    field(event, FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    file.record(event.toByteArray());
    return file;
  }

  private static long seconds() {
    return System.currentTimeMillis() / 1000;
  }

  /** Adds an epoch's figures. */
  void write(EpochMetrics metrics, long step) throws IOException {
    Map<String, Double> values = new TreeMap<>();
    for (Map.Entry<Head, Double> loss : metrics.losses().entrySet()) {
      values.put("loss/" + loss.getKey().name().toLowerCase(Locale.ROOT), loss.getValue());
    }
    Validation validation = metrics.validation();
    values.put("top1/train", metrics.top1());
    values.put("top5/train", metrics.top5());
    values.put("loss/validation", validation.loss());
    values.put("loss/validation_with_temperature", validation.temperature().loss());
    values.put("top1/validation", validation.top1());
    values.put("top5/validation", validation.top5());
    values.put("rate", metrics.rate());
    values.put("images_per_second", metrics.imagesPerSecond());
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    for (Map.Entry<String, Double> value : values.entrySet()) {
      if (!Double.isNaN(value.getValue())) {
        field(summary, VALUE, scalar(value.getKey(), value.getValue().floatValue()));
      }
    }
    ByteArrayOutputStream event = event(step);
    field(event, SUMMARY, summary.toByteArray());
    record(event.toByteArray());
  }

  private static byte[] scalar(String tag, float value) {
    ByteArrayOutputStream scalar = new ByteArrayOutputStream();
    field(scalar, TAG, tag.getBytes(StandardCharsets.UTF_8));
    scalar.write(SIMPLE_VALUE);
    scalar.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    return scalar.toByteArray();
  }

  private static ByteArrayOutputStream event(long step) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.write(WALL_TIME);
    event.writeBytes(
        littleEndian(Double.BYTES).putDouble(System.currentTimeMillis() / 1000.0).array());
    event.write(STEP);
    number(event, step);
    return event;
  }

  private static void field(ByteArrayOutputStream message, int key, byte[] bytes) {
    message.write(key);
    number(message, bytes.length);
    message.writeBytes(bytes);
  }

  /** Seven bits a byte, the lowest first. */
  private static void number(ByteArrayOutputStream message, long value) {
    long left = value;
    for (; (left & ~0x7fL) != 0; left >>>= 7) {
      message.write((int) ((left & 0x7f) | 0x80));
    }
    message.write((int) left);
  }

  private void record(byte[] data) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    byte[] record = new byte[length.length + data.length + 2 * Integer.BYTES];
    ByteBuffer.wrap(record)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(length)
        .putInt(maskedCrc(length))
        .put(data)
        .putInt(maskedCrc(data));
    out.write(record);
    out.flush();
  }

  private static int maskedCrc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
