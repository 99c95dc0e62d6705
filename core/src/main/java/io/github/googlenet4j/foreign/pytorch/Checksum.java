package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.foreign.pytorch.Contents.Region;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Compares bytes with the CRC-32 that a zip archive has of them. */
final class Checksum {
  private static final int CHUNK = 1 << 16;

  private Checksum() {}

  /** PyTorch writes 0 where it was told not to compute one. */
  static void check(OpenFile file, Region region, String name) throws IOException {
    if (region.checksum() == 0) {
      return;
    }
    CRC32 computed = new CRC32();
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, region.length()));
    for (long done = 0; done < region.length(); done += chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), region.length() - done));
      file.fill(chunk, region.begin() + done);
      computed.update(chunk);
    }
    if ((int) computed.getValue() != region.checksum()) {
      throw file.refused(
          "checksum %08x of %s".formatted(region.checksum(), PrintableText.shortened(name)),
          "%08x".formatted(computed.getValue()),
          OpenFile.DAMAGED);
    }
  }
}
