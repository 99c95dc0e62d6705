package io.github.googlenet4j.image;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the strips or tiles of a TIFF cost, counted before they are decoded.
 *
 * <p>A decoder reads each tile to its right edge and each that lies over the picture, so tiles that
 * are larger than the picture, or many that are one and the same, are work. Tiles that are JPEGs
 * have a size of their own in a frame header and may have many scans; the decoder trusts both.
 */
final class TiffTiles {

  private static final long OLD_JPEG = 6;
  private static final long JPEG = 7;

  /** How often a picture's samples may be decoded: tiles reach beyond it. */
  private static final long FAIR = 8;

  private TiffTiles() {}

  /** Adds the strips or tiles to the fields, and their work to the budget. */
  static void plan(PictureFile file, Tiff tiff, TiffFields fields) throws IOException {
    long width = tiff.number(Tiff.WIDTH, 0);
    long height = tiff.number(Tiff.HEIGHT, 0);
    long samples = tiff.number(Tiff.SAMPLES_PER_PIXEL, 1);
    long planes = tiff.number(Tiff.PLANES, 1) == 2 ? samples : 1;
    boolean tiled = tiff.numbers(Tiff.TILE_OFFSETS, 1).length > 0;
    long rows = tiled ? height : Math.min(height, tiff.number(Tiff.ROWS_PER_STRIP, height));
    long tileWidth = tiff.number(Tiff.TILE_WIDTH, width);
    long tileHeight = tiff.number(Tiff.TILE_HEIGHT, rows);
    // A decoder takes memory for a row of a tile, and for every sample of it.
    file.checkSize(PictureFormat.TIFF, tileWidth, tileHeight);
    long across = (width + tileWidth - 1) / tileWidth;
    long down = (height + tileHeight - 1) / tileHeight;
    long count = across * down * planes;
    long[] offsets = tiff.numbers(tiled ? Tiff.TILE_OFFSETS : Tiff.STRIP_OFFSETS, count);
    long[] lengths = tiff.numbers(tiled ? Tiff.TILE_BYTES : Tiff.STRIP_BYTES, count);
    if (offsets.length > 0) {
      fields.put(tiled ? Tiff.TILE_OFFSETS : Tiff.STRIP_OFFSETS, offsets);
    }
    if (lengths.length > 0) {
      fields.put(tiled ? Tiff.TILE_BYTES : Tiff.STRIP_BYTES, lengths);
    }
    long compression = tiff.number(Tiff.COMPRESSION, 1);
    boolean coded = compression == JPEG || compression == OLD_JPEG;
    if (offsets.length < count && !(compression == OLD_JPEG && offsets.length == 0)) {
      throw file.cutOff(PictureFormat.TIFF, null); // of the table of tiles
    }
    long bytes = tiff.number(Tiff.BITS_PER_SAMPLE, 1) > 8 ? 2 : 1;
    // The last tile is read down to the picture's edge only.
    long work = coded ? 0 : across * tileWidth * height * samples * bytes;
    Map<Long, Long> known = new HashMap<>();
    for (int i = 0; i < offsets.length; i++) {
      long from = Math.min(offsets[i], file.bytes().length);
      long length = i < lengths.length && lengths[i] > 0 ? lengths[i] : Long.MAX_VALUE;
      long to = Math.min(file.bytes().length, from + Math.min(length, file.bytes().length));
      work += to - from;
      if (compression == JPEG) {
        work += jpeg(file, from, to, known);
      }
    }
    if (compression == OLD_JPEG) {
      // Its parts may be anywhere, so all that looks like a frame or a scan counts.
      work += Math.max(1, count) * JpegScans.largestWork(file, PictureFormat.TIFF);
    }
    file.budget().plan(work, FAIR * width * height * samples * bytes);
  }

  private static long jpeg(PictureFile file, long from, long to, Map<Long, Long> known)
      throws IOException {
    // A sound file has each tile once; one that names a tile again pays for it again.
    long key = from << 32 | to;
    Long work = known.get(key);
    if (work == null) {
      JpegScans scans = JpegScans.of(file, PictureFormat.TIFF, (int) from, (int) to);
      scans.plan(file, PictureFormat.TIFF, to - from, Jpeg.FAIR * scans.samples());
      work = scans.work();
      known.put(key, work);
    }
    return work;
  }
}
