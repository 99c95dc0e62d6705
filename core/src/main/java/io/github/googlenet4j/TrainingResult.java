package io.github.googlenet4j;

import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.train.RunFolder;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a training ended.
 *
 * @param folder with everything that was written
 * @param status whether it is finished, and if not, whether it can be resumed
 * @param evaluations of the model on the validation and test parts; empty if not finished
 */
public record TrainingResult(RunFolder folder, Status status, Map<Part, Evaluation> evaluations) {
  /** How a training can end. */
  public enum Status {
    /** The model and the report are written. */
    FINISHED,
    /** It was told to stop, and is saved; {@link Training#resume} goes on. */
    SAVED,
    /** It was told to stop before anything was written; the folder is as it was. */
    CANCELLED
  }

  public TrainingResult {
    Map<Part, Evaluation> copy = new EnumMap<>(Part.class);
    copy.putAll(evaluations);
    evaluations = Collections.unmodifiableMap(copy);
  }

  /** Whether the model and the report are written. */
  public boolean finished() {
    return status == Status.FINISHED;
  }
}
