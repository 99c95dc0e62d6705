package io.github.googlenet4j;

import java.nio.file.Path;
import java.util.List;

/** The result for one picture of many: its classes, or the reason why it could not be read. */
public sealed interface Result {
  /** The file, as it was given. */
  Path picture();

  /** The picture's classes, the most probable first. */
  record Answer(Path picture, List<Prediction> predictions) implements Result {
    public Answer {
      predictions = List.copyOf(predictions);
    }
  }

  /** A picture that could not be read, and why, in one line. */
  record Refusal(Path picture, String reason) implements Result {}
}
