package io.github.googlenet4j.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes in memory as an ImageIO stream.
 *
 * <p>{@code ImageIO.createImageInputStream} would copy them, into a file on disk unless a setting
 * of the whole virtual machine says otherwise. This one also remembers whether a decoder read
 * beyond the end: decoders treat a missing end in different ways, some fill it with grey pixels and
 * print a warning in the user's language.
 */
final class PictureStream extends ImageInputStreamImpl {

  private final byte[] bytes;
  private final int length;
  private boolean exhausted;

  PictureStream(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  PictureStream(byte[] bytes) {
    this(bytes, bytes.length);
  }

  /** Whether a read was tried at the end of the bytes. */
  boolean exhausted() {
    return exhausted;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (streamPos >= length) {
      exhausted = true;
      return -1;
    }
    return bytes[(int) streamPos++] & 255;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (count == 0) {
      return 0;
    }
    if (streamPos >= length) {
      exhausted = true;
      return -1;
    }
    int copied = (int) Math.min(count, length - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, copied);
    streamPos += copied;
    return copied;
  }

  @Override
  public long length() {
    return length;
  }
}
