package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** With a clock that the test moves. */
class ProgressLineTest {
  private final StringWriter shown = new StringWriter();
  private long seconds;

  private ProgressLine line(boolean terminal) {
    return new ProgressLine(new PrintWriter(shown), terminal, () -> seconds * 1_000_000_000);
  }

  @Test
  void onATerminalABarMovesAndLeavesNothing() {
    ProgressLine line = line(true);
    line.show("1 of 4 pictures", .25);
    assertThat(shown).hasToString(""); // too soon
    seconds = 1;
    line.show("1 of 4 pictures", .25);
    assertThat(shown).hasToString("\r\033[K[=====               ] 1 of 4 pictures");
    line.clear();
    assertThat(shown.toString()).endsWith("pictures\r\033[K");
  }

  @Test
  void elsewhereThereIsAPlainLineNowAndThen() {
    ProgressLine line = line(false);
    for (seconds = 1; seconds <= 60; seconds++) {
      line.show(seconds + " of 60 pictures", seconds / 60.);
    }
    line.clear();
    assertThat(shown.toString().lines()).containsExactly("30 of 60 pictures", "60 of 60 pictures");
  }
}
