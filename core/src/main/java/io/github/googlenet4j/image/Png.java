package io.github.googlenet4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG with the JDK's decoder.
 *
 * <p>The decoder gets the chunks that pixels need: IHDR, PLTE, a palette's tRNS and IDAT. It fails
 * on notes that it does not understand, such as a long keyword or an odd time, and would inflate
 * those that are compressed. Two chunks that matter are read here, because the decoder leaves them
 * out: the transparent colour of the kinds without palette (tRNS) and the orientation (eXIf).
 */
final class Png {

  private static final int GREY = 0;
  private static final int COLOR = 2;
  private static final int PALETTE = 3;

  private static final String XMP = "XML:com.adobe.xmp\0";

  /** Signature and IHDR. */
  private static final int HEADER = 33;

  /** Length, name and checksum. */
  private static final int AROUND_CONTENT = 12;

  private static final byte[] END =
      "\0\0\0\0IEND\u00aeB`\u0082".getBytes(StandardCharsets.ISO_8859_1);

  private final PictureFile file;
  private final ByteBuffer bytes;
  private final int kind;
  private @Nullable ByteBuffer palette;
  private @Nullable ByteBuffer paletteAlpha;
  private int @Nullable [] transparent;
  private @Nullable ByteBuffer pixels;
  private int firstPixels;
  private final OrientationTags orientation = new OrientationTags();

  private Png(PictureFile file) {
    this.file = file;
    this.bytes = file.bigEndian();
    this.kind = bytes.get(25);
  }

  static Picture read(PictureFile file) throws IOException {
    if (!file.hasAt(12, "IHDR")) {
      throw file.damaged(PictureFormat.PNG, null);
    }
    Png png = new Png(file);
    int width = png.bytes.getInt(16);
    int height = png.bytes.getInt(20);
    file.checkSize(PictureFormat.PNG, width, height);
    png.readChunks();
    BufferedImage image = PictureDecoder.PNG.firstImage(png.needed());
    return png.orientation.upright(file, RgbConversion.picture(file, image, png.transparent));
  }

  private void readChunks() throws PictureException {
    int at = 8;
    boolean pixelsEnded = false;
    while (bytes.limit() - at >= AROUND_CONTENT) {
      int length = bytes.getInt(at);
      int content = at + 8;
      boolean data = file.hasAt(at + 4, "IDAT");
      boolean cut = length < 0 || length > bytes.limit() - content - 4;
      if (cut && data && !pixelsEnded) {
        throw length < 0
            ? file.damaged(PictureFormat.PNG, null)
            : file.cutOff(PictureFormat.PNG, null);
      }
      if (cut || file.hasAt(at + 4, "IEND")) {
        break; // a chunk after the pixels is cut short, or the file ends
      }
      int next = content + length + 4;
      if (data && !pixelsEnded) {
        // They follow each other without another chunk between them: one piece of the file.
        firstPixels = pixels == null ? at : firstPixels;
        pixels = file.piece(firstPixels, next);
      } else {
        pixelsEnded = pixels != null;
        readOther(at, content, length);
      }
      at = next;
    }
    if (pixels == null) {
      throw at >= bytes.limit() - AROUND_CONTENT
          ? file.cutOff(PictureFormat.PNG, null)
          : file.damaged(PictureFormat.PNG, null);
    }
  }

  private void readOther(int at, int content, int length) {
    if (file.hasAt(at + 4, "PLTE") && kind == PALETTE) {
      palette = file.piece(at, content + length + 4);
    } else if (file.hasAt(at + 4, "tRNS") && kind == PALETTE) {
      paletteAlpha = file.piece(at, content + length + 4);
    } else if (file.hasAt(at + 4, "tRNS")) {
      transparent = transparent(content, length);
    } else if (file.hasAt(at + 4, "eXIf") && length > 0) {
      orientation.readExif(bytes.slice(content, length));
    } else if (file.hasAt(at + 4, "iTXt") && file.hasAt(content, XMP)) {
      readXmp(content + XMP.length(), content + length);
    } else if (file.hasAt(at + 4, "iCCP")) {
      file.note(PictureFile.PROFILE_NOTE);
    }
  }

  /** XMP in a text chunk: two flags of compression, language and keyword, each ended by a zero. */
  private void readXmp(int from, int end) {
    int text = from + 2;
    for (int zeros = 0; zeros < 2; text++) {
      if (text >= end) {
        return;
      }
      zeros += bytes.get(text) == 0 ? 1 : 0;
    }
    if (bytes.get(from) == 0) {
      orientation.readXmp(bytes.slice(text, end - text));
    } else {
      orientation.readCompressedXmp(bytes.slice(text, end - text));
    }
  }

  /** What the decoder sees. */
  private PictureStream needed() {
    List<ByteBuffer> pieces = new ArrayList<>();
    pieces.add(file.piece(0, HEADER));
    for (ByteBuffer piece : new ByteBuffer[] {palette, paletteAlpha, pixels}) {
      if (piece != null) {
        pieces.add(piece);
      }
    }
    pieces.add(ByteBuffer.wrap(END));
    return file.stream(pieces.toArray(ByteBuffer[]::new));
  }

  /** The transparent colour of a kind without palette; null if it has none. */
  private int @Nullable [] transparent(int at, int length) {
    int samples = kind == GREY ? 1 : 3;
    if ((kind != GREY && kind != COLOR) || length < 2 * samples) {
      return null;
    }
    int[] color = new int[samples];
    for (int i = 0; i < samples; i++) {
      color[i] = Short.toUnsignedInt(bytes.getShort(at + 2 * i));
    }
    return color;
  }
}
