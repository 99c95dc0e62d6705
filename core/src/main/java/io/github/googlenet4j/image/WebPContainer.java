package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a WebP file (RFC 9649, section 2): the canvas, and where the first frame's pixels
 * and alpha are.
 *
 * <p>Every size that stands in the file is checked against the limits here, before anything is
 * decoded: those of the canvas, of a frame of an animation and of the coded pixels.
 */
final class WebPContainer {

  private static final int HEADER = 12;
  private static final int ALPHA_FLAG = 0x10;
  private static final int FRAME_HEADER = 16;

  private final PictureFile file;
  private final ByteBuffer bytes;
  private boolean extended;
  private boolean alphaFlag;
  private boolean profile;
  private int width;
  private int height;
  private int left;
  private int top;
  private int frameWidth;
  private int frameHeight;
  private boolean lossless;
  private @Nullable Chunk pixels;
  private @Nullable Chunk alpha;
  private final OrientationTags orientation = new OrientationTags();

  /** The content of a chunk. */
  record Chunk(int start, int length) {}

  private WebPContainer(PictureFile file) {
    this.file = file;
    this.bytes = file.littleEndian();
  }

  /**
   * Reads the structure of the whole file.
   *
   * @throws PictureException where it is cut off, damaged or too large
   */
  static WebPContainer of(PictureFile file) throws IOException {
    WebPContainer container = new WebPContainer(file);
    container.readChunks();
    if (container.pixels == null) {
      throw file.cutOff(PictureFormat.WEBP, null);
    }
    return container;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Where the frame lies on the canvas. */
  int left() {
    return left;
  }

  int top() {
    return top;
  }

  boolean hasProfile() {
    return profile;
  }

  OrientationTags orientation() {
    return orientation;
  }

  /** Whether the pixels are in a chunk "VP8L". */
  boolean lossless() {
    return lossless;
  }

  Chunk pixels() throws PictureException {
    if (pixels == null) {
      throw file.cutOff(PictureFormat.WEBP, null);
    }
    return pixels;
  }

  @Nullable Chunk alpha() {
    return alpha;
  }

  /**
   * Whether alpha counts: the header of the file decides where there is one.
   *
   * @param pixels what the coded pixels say
   */
  boolean usesAlpha(boolean pixels) {
    return extended ? alphaFlag : pixels;
  }

  /** Refuses coded pixels of another size than the container says, as libwebp does. */
  void checkFrame(int codedWidth, int codedHeight) throws PictureException {
    if (codedWidth != frameWidth || codedHeight != frameHeight) {
      throw file.damaged(PictureFormat.WEBP, null);
    }
  }

  private void readChunks() throws PictureException {
    long riff = 8 + Integer.toUnsignedLong(bytes.getInt(4));
    int end = (int) Math.min(bytes.limit(), riff); // what follows is not the picture's
    boolean animated = false;
    int frameEnd = 0; // of the first frame; further ones are not looked into
    int at = HEADER;
    while (end - at >= 8) {
      int length = bytes.getInt(at + 4);
      int content = at + 8;
      if (length < 0) {
        throw file.damaged(PictureFormat.WEBP, null);
      }
      if (length > bytes.limit() - content) {
        checkCut(at, content);
        throw file.cutOff(PictureFormat.WEBP, null);
      }
      if (file.hasAt(at, "VP8X")) {
        readHeader(content, length);
      } else if (file.hasAt(at, "ANMF")) {
        if (!animated && pixels == null) {
          animated = true;
          readFrame(content, length);
          frameEnd = content + length;
          at = content + FRAME_HEADER; // its chunks are looked at one by one
          continue;
        }
      } else if (pixels == null && (!animated || content <= frameEnd)) {
        readPixels(at, content, length, animated);
      }
      if (file.hasAt(at, "ICCP")) {
        profile = true;
      } else if (file.hasAt(at, "EXIF") && length > 8) {
        int skip = file.hasAt(content, "Exif\0") ? 6 : 0;
        orientation.readExif(bytes.slice(content + skip, length - skip));
      } else if (file.hasAt(at, "XMP ")) {
        orientation.readXmp(bytes.slice(content, length));
      }
      at = content + length + (length & 1);
    }
  }

  private void readPixels(int at, int content, int length, boolean animated)
      throws PictureException {
    if (file.hasAt(at, "ALPH")) {
      alpha = new Chunk(content, length);
      return;
    }
    boolean vp8 = file.hasAt(at, "VP8 ");
    if (!vp8 && !file.hasAt(at, "VP8L")) {
      return;
    }
    if (length < (vp8 ? 10 : 5)) {
      throw file.damaged(PictureFormat.WEBP, null);
    }
    lossless = !vp8;
    pixels = new Chunk(content, length);
    int codedWidth;
    int codedHeight;
    if (vp8) {
      codedWidth = bytes.getShort(content + 6) & 0x3FFF;
      codedHeight = bytes.getShort(content + 8) & 0x3FFF;
    } else {
      int sides = bytes.getInt(content + 1);
      codedWidth = 1 + (sides & 0x3FFF);
      codedHeight = 1 + ((sides >> 14) & 0x3FFF);
    }
    file.checkSize(PictureFormat.WEBP, codedWidth, codedHeight);
    if (!animated) {
      frameWidth = extended ? width : codedWidth;
      frameHeight = extended ? height : codedHeight;
      width = frameWidth;
      height = frameHeight;
    }
  }

  /** The picture's size is worth a refusal even if the rest is missing. */
  private void checkCut(int at, int content) throws PictureException {
    if (file.hasAt(at, "VP8X") && bytes.limit() >= content + 10) {
      readHeader(content, 10);
    } else if (pixels == null && bytes.limit() >= content + 10) {
      readPixels(at, content, 10, true);
      pixels = null;
    }
  }

  private void readHeader(int content, int length) throws PictureException {
    if (length < 10) {
      throw file.damaged(PictureFormat.WEBP, null);
    }
    extended = true;
    alphaFlag = (bytes.get(content) & ALPHA_FLAG) != 0;
    width = 1 + unsigned24(content + 4);
    height = 1 + unsigned24(content + 7);
    file.checkSize(PictureFormat.WEBP, width, height);
  }

  private void readFrame(int content, int length) throws PictureException {
    if (!extended || length < FRAME_HEADER) {
      throw file.damaged(PictureFormat.WEBP, null);
    }
    left = 2 * unsigned24(content);
    top = 2 * unsigned24(content + 3);
    frameWidth = 1 + unsigned24(content + 6);
    frameHeight = 1 + unsigned24(content + 9);
    file.checkSize(PictureFormat.WEBP, frameWidth, frameHeight);
    if (left > width - frameWidth || top > height - frameHeight) {
      throw file.damaged(PictureFormat.WEBP, null);
    }
  }

  private int unsigned24(int at) {
    return Short.toUnsignedInt(bytes.getShort(at)) | ((bytes.get(at + 2) & 255) << 16);
  }
}
