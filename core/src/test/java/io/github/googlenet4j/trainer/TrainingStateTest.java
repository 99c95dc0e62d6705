package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.graph.Head;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingStateTest {
  /** A head's loss is a mean over the batch, to which such a picture adds nothing. */
  @Test
  void picturesThatCannotBeReadDoNotLowerTheLoss() {
    TrainingState state = new TrainingState();
    state.add(Map.of(Head.MAIN, new Learner.HeadResult(.75, 2, 3)), 4, 3);
    assertThat(state.meanLosses()).containsEntry(Head.MAIN, 1.0);
    assertThat(state.images).isEqualTo(3);
  }
}
