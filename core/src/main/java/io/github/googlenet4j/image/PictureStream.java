package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes in memory as an ImageIO stream: pieces of a file one after the other, without a copy.
 *
 * <p>{@code ImageIO.createImageInputStream} would copy them, into a file on disk unless a setting
 * of the whole virtual machine says otherwise. This one also remembers whether a decoder read
 * beyond the end: decoders treat a missing end in different ways, some fill it with grey pixels and
 * print a warning in the user's language. And it stops a decoder that reads on and on, when the
 * picture's budget is spent.
 */
final class PictureStream extends ImageInputStreamImpl {

  /** Reads cost their bytes; the clock is asked once in as many. */
  private static final int BETWEEN_CHECKS = 1 << 16;

  /** What a read at the end costs, so that a decoder cannot wait there. */
  private static final int END_COST = 256;

  private final PictureBudget budget;
  private final ByteBuffer[] pieces;
  private final long[] starts;
  private final long length;
  private int current;
  private long unchecked = BETWEEN_CHECKS; // so that the first read asks
  private boolean exhausted;

  /** A stream of these pieces, from position 0 to limit of each. */
  PictureStream(PictureBudget budget, ByteBuffer... pieces) {
    this.budget = budget;
    this.pieces = pieces;
    this.starts = new long[pieces.length + 1];
    for (int i = 0; i < pieces.length; i++) {
      starts[i + 1] = starts[i] + pieces[i].limit();
    }
    this.length = starts[pieces.length];
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
      return end();
    }
    count(1);
    findPiece();
    return pieces[current].get((int) (streamPos++ - starts[current])) & 255;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (count == 0) {
      return 0;
    }
    if (streamPos >= length) {
      return end();
    }
    int wanted = (int) Math.min(count, length - streamPos);
    count(wanted);
    // ImageIO takes a short read within a number for the end of the file.
    for (int copied = 0; copied < wanted; ) {
      findPiece();
      int from = (int) (streamPos - starts[current]);
      int some = Math.min(wanted - copied, pieces[current].limit() - from);
      pieces[current].get(from, target, offset + copied, some);
      copied += some;
      streamPos += some;
    }
    return wanted;
  }

  private int end() throws IOException {
    exhausted = true;
    count(END_COST);
    return -1;
  }

  private void count(int bytes) throws IOException {
    unchecked += bytes;
    if (unchecked >= BETWEEN_CHECKS) {
      budget.check();
      budget.spend(unchecked);
      unchecked = 0;
    }
  }

  private void findPiece() {
    while (streamPos < starts[current]) {
      current--;
    }
    while (streamPos >= starts[current + 1]) {
      current++;
    }
  }

  @Override
  public long length() {
    return length;
  }
}
