package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The content of the segments before a JPEG's first scan (ITU-T T.81, annex B).
 *
 * @param components 1 (grey), 3 or 4
 * @param converted whether the three, or the first three of four, are luma and chroma
 * @param orientation EXIF's or XMP's
 * @param tables the segments that decoding needs, one after the other, without start marker
 * @param scan where the first scan begins
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JpegHeader(
    int width,
    int height,
    int components,
    boolean converted,
    OrientationTags orientation,
    byte[] tables,
    int scan) {

  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;

  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  private static final byte[] JFIF = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  /** Adobe's segment, whose last byte says that components are not converted. */
  private static final byte[] ADOBE = {
    (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  static JpegHeader of(PictureFile file) throws IOException {
    return new Segments(file).header();
  }

  /** Whether the four components are luma, chroma and black. */
  boolean ycck() {
    return components == 4 && converted;
  }

  /** The same picture without metadata: only what decoding needs. */
  PictureStream withoutMetadata(PictureFile file) {
    byte[] marker = components == 3 && converted ? JFIF : ADOBE;
    ByteBuffer start = ByteBuffer.allocate(2 + marker.length + tables.length);
    start.put((byte) 0xFF).put((byte) 0xD8).put(marker).put(tables).flip();
    return file.stream(start, file.piece(scan, file.bytes().length));
  }

  /** Walks the segments once. */
  private static final class Segments {

    private final PictureFile file;
    private final ByteBuffer bytes;
    private final ByteBuffer tables;
    private int width;
    private int height;
    private int components;
    private int ids;
    private boolean jfif;
    private int transform = -1;
    private final OrientationTags orientation = new OrientationTags();

    Segments(PictureFile file) {
      this.file = file;
      this.bytes = file.bigEndian();
      this.tables = ByteBuffer.allocate(file.bytes().length);
    }

    JpegHeader header() throws IOException {
      int at = 2;
      while (true) {
        while (at + 3 < bytes.limit() && (bytes.get(at) != -1 || bytes.get(at + 1) == -1)) {
          at++; // fill bytes, or other bytes that libjpeg skips as well
        }
        if (at + 3 >= bytes.limit()) {
          throw file.cutOff(PictureFormat.JPEG, null);
        }
        int marker = bytes.get(at + 1) & 255;
        if (marker == SCAN) {
          return result(at);
        }
        if (marker == END) {
          throw file.damaged(PictureFormat.JPEG, null);
        }
        if (marker <= 1 || (marker >= 0xD0 && marker <= 0xD8)) {
          at += 2; // no length follows
          continue;
        }
        int end = at + 2 + Short.toUnsignedInt(bytes.getShort(at + 2));
        if (end > bytes.limit()) {
          throw file.cutOff(PictureFormat.JPEG, null);
        }
        segment(marker, at, end);
        at = end;
      }
    }

    private void segment(int marker, int at, int end) throws IOException {
      int content = at + 4;
      boolean frame = marker == 0xC0 || (marker > 0xC0 && marker <= 0xCF && (marker & 3) != 0);
      if (frame && components == 0) {
        height = Short.toUnsignedInt(bytes.getShort(content + 1));
        width = Short.toUnsignedInt(bytes.getShort(content + 3));
        components = bytes.get(content + 5) & 255;
        if (components != 1 && components != 3 && components != 4) {
          throw file.refusal(
              "a JPEG of 1, 3 or 4 colours",
              Integer.toString(components),
              "Save it again with another program.");
        }
        for (int i = 0; i < Math.min(3, components); i++) {
          ids = (ids << 8) | (bytes.get(content + 6 + 3 * i) & 255);
        }
      } else if (marker == APP0 && file.hasAt(content, "JFIF\0")) {
        jfif = true;
      } else if (marker == APP14 && file.hasAt(content, "Adobe") && end - content >= 12) {
        transform = bytes.get(content + 11) & 255;
      } else if (marker == APP1 && file.hasAt(content, "Exif\0") && end - content > 6) {
        orientation.readExif(bytes.slice(content + 6, end - content - 6));
      } else if (marker == APP1 && file.hasAt(content, XMP)) {
        orientation.readXmp(bytes.slice(content + XMP.length(), end - content - XMP.length()));
      } else if (marker == APP2 && file.hasAt(content, "ICC_PROFILE\0")) {
        file.note(PictureFile.PROFILE_NOTE);
      }
      if ((marker < APP0 || marker > APP15) && marker != COMMENT) {
        tables.put(file.bytes(), at, end - at);
      }
    }

    private JpegHeader result(int scan) throws IOException {
      if (components == 0) {
        throw file.damaged(PictureFormat.JPEG, null);
      }
      byte[] kept = new byte[tables.position()];
      tables.flip().get(kept);
      return new JpegHeader(width, height, components, converted(), orientation, kept, scan);
    }

    /** The rules of libjpeg (jdapimin.c, default_decompress_parms). */
    private boolean converted() {
      if (components == 4) {
        return transform > 0;
      }
      return jfif || (transform >= 0 ? transform != 0 : ids != 0x524742); // 'R', 'G', 'B'
    }
  }
}
