package io.github.googlenet4j.webp;

import java.io.IOException;

/** Asked by a decoder once for each row of pixels or blocks; ends the decoding by an exception. */
@FunctionalInterface
public interface RowCheck {

  /** Does nothing where the decoder may go on. */
  void next() throws IOException;
}
