package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The one line that a bad file is refused with. */
public final class Refusal {
  private Refusal() {}

  /** The message without the file in front. */
  public static String of(Path file, ThrowingCallable call) {
    Throwable refused = catchThrowable(call);
    assertThat(refused).isInstanceOf(ModelFileException.class);
    return withoutFile(file, String.valueOf(refused.getMessage()));
  }

  public static String withoutFile(Path file, String message) {
    assertThat(message).startsWith(file + ": ").doesNotContain("\n").endsWith(".");
    return message.substring((file + ": ").length());
  }
}
