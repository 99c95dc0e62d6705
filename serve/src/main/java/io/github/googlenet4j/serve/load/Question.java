package io.github.googlenet4j.serve.load;

import java.nio.FloatBuffer;

/**
 * What a model is asked about: a picture as it is in a file, or the square that the network sees.
 */
public sealed interface Question {
  /**
   * A picture as it is in a file. It is decoded and prepared as the model asks for.
   *
   * @param bytes of the file
   * @param name what it is called where it is refused
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Picture(byte[] bytes, String name) implements Question {}

  /** The square that the network sees. */
  non-sealed interface Square extends Question {
    /** Writes it into a place of a batch: side x side x 3 floats, RGB, 0..255, NHWC. */
    void into(FloatBuffer batch, int index);
  }
}
