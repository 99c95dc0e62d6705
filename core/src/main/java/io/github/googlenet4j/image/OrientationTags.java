package io.github.googlenet4j.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;

/**
 * The orientation that a file's metadata has: EXIF's, and where EXIF has none, XMP's, as in Pillow
 * ({@code Image.getexif}, {@code ImageOps.exif_transpose}).
 */
final class OrientationTags {

  /** Pillow's expression: an attribute or an element, whatever surrounds it. */
  private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  /** What is searched of XMP that is in compressed or padded form, in bytes. */
  private static final int LONGEST_XMP = 1 << 20;

  private static final int MISSING = -1;

  private int exif = MISSING;
  private int xmp = MISSING;

  /** Files have one packet; thousands of them, packed, would take long. */
  private boolean unpacked;

  /** Reads EXIF from its byte order mark on; damaged bytes have no orientation. */
  void readExif(ByteBuffer bytes) {
    if (exif == MISSING) {
      exif = TiffDirectory.orientation(bytes, MISSING);
    }
  }

  /** Takes EXIF's orientation from elsewhere: in a TIFF it is a field of the picture itself. */
  void setExif(int orientation) {
    exif = orientation;
  }

  /** Searches an XMP packet. */
  void readXmp(ByteBuffer bytes) {
    byte[] some = new byte[Math.min(LONGEST_XMP, bytes.remaining())];
    bytes.duplicate().get(some);
    Matcher found = XMP.matcher(new String(some, StandardCharsets.ISO_8859_1));
    if (found.find()) {
      xmp = Integer.parseInt(found.group(1));
    }
  }

  /** Searches an XMP packet that is packed with Deflate; damaged bytes have no orientation. */
  void readCompressedXmp(ByteBuffer bytes) {
    if (unpacked) {
      return;
    }
    unpacked = true;
    byte[] packed = new byte[bytes.remaining()];
    bytes.duplicate().get(packed);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      readXmp(ByteBuffer.wrap(in.readNBytes(LONGEST_XMP)));
    } catch (IOException e) {
      // damaged metadata does not make a picture unreadable
    }
  }

  /** The picture turned upright, with a note that says by what. */
  Picture upright(PictureFile file, Picture picture) {
    boolean fromXmp = exif == MISSING && xmp != MISSING;
    int orientation = fromXmp ? xmp : exif;
    if (orientation > Orientation.UPRIGHT && orientation <= Orientation.LAST) {
      file.note("turned by " + (fromXmp ? "XMP " : "EXIF ") + orientation);
    }
    return Orientation.upright(picture, orientation);
  }
}
