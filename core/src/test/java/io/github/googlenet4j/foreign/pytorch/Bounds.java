package io.github.googlenet4j.foreign.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Refusal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * What a hostile file may cost: one line, 100 ms of this thread's time, 64 MB. Time is that of the
 * processor, so that a busy machine fails no test, and the best of three, because the first run is
 * interpreted.
 */
final class Bounds {
  private static final long NANOS = 100_000_000;
  private static final long BYTES = 64 << 20;
  private static final int TRIES = 3;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounds() {}

  /** The message without the file in front. */
  static String refusal(Path file) {
    long best = Long.MAX_VALUE;
    String message = "";
    for (int i = 0; i < TRIES && best > NANOS; i++) {
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long nanos = THREADS.getCurrentThreadCpuTime();
      message = opened(file);
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - nanos);
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes).isLessThan(BYTES);
    }
    assertThat(best).isLessThan(NANOS);
    return Refusal.withoutFile(file, message);
  }

  private static String opened(Path file) {
    try (PyTorchFile open = PyTorchFile.open(file)) {
      throw new AssertionError("a file that was not refused: " + open.descriptions());
    } catch (ModelFileException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
