package io.github.googlenet4j.foreign.pytorch;

import java.nio.ByteOrder;
import java.util.Map;

/**
 * What both forms of files come down to.
 *
 * @param value what was saved
 * @param storages where the values of each storage lie, by its key
 * @param order of the bytes of a value
 */
record Contents(Object value, Map<String, Region> storages, ByteOrder order) {
  /**
   * Bytes of the file.
   *
   * @param checksum their CRC-32; 0 if nobody computed it
   */
  record Region(long begin, long length, int checksum) {}
}
