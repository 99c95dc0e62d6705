package io.github.googlenet4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** WebP files made by hand (RFC 9649): the container, and lossless images of one colour. */
final class WebPFiles {
  static final int ANIMATION = 0x02;
  static final int ALPHA = 0x10;
  static final int PROFILE = 0x20;

  private WebPFiles() {}

  static byte[] file(byte[]... chunks) {
    byte[] content = joined(chunks);
    ByteBuffer file = ByteBuffer.allocate(12 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin("RIFF")).putInt(4 + content.length).put(latin("WEBP")).put(content);
    return file.array();
  }

  static byte[] chunk(String name, byte[]... contents) {
    byte[] content = joined(contents);
    ByteBuffer chunk =
        ByteBuffer.allocate(8 + content.length + (content.length & 1))
            .order(ByteOrder.LITTLE_ENDIAN);
    return chunk.put(latin(name)).putInt(content.length).put(content).array();
  }

  static byte[] header(int flags, int width, int height) {
    return chunk("VP8X", new byte[] {(byte) flags, 0, 0, 0}, three(width - 1), three(height - 1));
  }

  /** A frame of an animation; left and top are even. */
  static byte[] frame(int left, int top, int width, int height, byte[]... chunks) {
    return chunk(
        "ANMF",
        three(left / 2),
        three(top / 2),
        three(width - 1),
        three(height - 1),
        new byte[4],
        joined(chunks));
  }

  /** A chunk "VP8L" of one colour. */
  static byte[] solid(int width, int height, int argb) {
    return chunk("VP8L", new Bits().head(width, height).plainCodes(argb).bytes());
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] three(int number) {
    return new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16)};
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Writes bits, the lowest of each byte first. */
  static final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int count;

    Bits put(int value, int bits) {
      for (int i = 0; i < bits; i++) {
        pending |= ((value >> i) & 1) << count;
        if (++count == 8) {
          out.write(pending);
          pending = 0;
          count = 0;
        }
      }
      return this;
    }

    /** The header of a lossless image with alpha. */
    Bits head(int width, int height) {
      return put(0x2F, 8).put(width - 1, 14).put(height - 1, 14).put(1, 1).put(0, 3);
    }

    /** No further transform, no colour cache, one group of codes of one symbol each. */
    Bits plainCodes(int argb) {
      return put(0, 3).codes(argb);
    }

    /** Five codes of one symbol each, so that the pixels take no bits. */
    Bits codes(int argb) {
      for (int shift : new int[] {8, 16, 0, 24}) {
        put(0b101, 3).put(argb >>> shift, 8);
      }
      return put(0b0001, 4);
    }

    byte[] bytes() {
      return put(0, count == 0 ? 0 : 8 - count).out.toByteArray();
    }
  }
}
