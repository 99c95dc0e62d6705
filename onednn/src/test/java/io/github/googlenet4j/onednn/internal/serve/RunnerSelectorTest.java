package io.github.googlenet4j.onednn.internal.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RunnerSelectorTest {
  private static final int THREADS = 2;

  private record FakeRunner(String name) implements BatchRunner {
    @Override
    public void run(RequestBatch batch) {}

    @Override
    public boolean runsOnAnyThread(int pictures) {
      return true;
    }

    @Override
    public Map<String, String> kernels(int pictures) {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  private static LazyRunner able(String name) {
    return new LazyRunner(true, () -> new FakeRunner(name));
  }

  private static LazyRunner failing(Throwable failure) {
    return new LazyRunner(
        true,
        () -> {
          TaskThread.rethrow(failure);
          throw new AssertionError(failure);
        });
  }

  private static LazyRunner impossible() {
    Supplier<BatchRunner> never =
        () -> {
          throw new AssertionError("must not be started");
        };
    return new LazyRunner(false, never);
  }

  @Test
  void largeBatchesAreDividedByPicturesAndSmallOnesByRows() {
    RunnerSelector runners =
        new RunnerSelector(THREADS, able("pictures"), able("rows"), impossible());
    assertThat(runners.started(4)).isNull();
    assertThat(runners.get(4)).isEqualTo(new FakeRunner("pictures"));
    assertThat(runners.started(4)).isEqualTo(new FakeRunner("pictures"));
    assertThat(runners.started(3)).isNull();
    assertThat(runners.get(3)).isEqualTo(new FakeRunner("rows"));
  }

  @Test
  void whatCannotStartIsReplaced() {
    LazyRunner broken = failing(new UnsatisfiedLinkError("jna"));
    RunnerSelector runners = new RunnerSelector(THREADS, broken, able("rows"), impossible());
    assertThat(runners.get(4)).isEqualTo(new FakeRunner("rows"));
    runners = new RunnerSelector(THREADS, broken, impossible(), able("OpenMP"));
    assertThat(runners.get(4)).isEqualTo(new FakeRunner("OpenMP"));
    assertThat(runners.get(1)).isEqualTo(new FakeRunner("OpenMP"));
  }

  @Test
  void ifNoneCanStartAllCausesAreKept() {
    LinkageError jna = new UnsatisfiedLinkError("jna");
    OutOfMemoryError threads = new OutOfMemoryError("unable to create native thread");
    IllegalStateException openMp = new IllegalStateException("OpenMP: expected a runtime.");
    RunnerSelector runners =
        new RunnerSelector(THREADS, failing(threads), failing(jna), failing(openMp));
    assertThatThrownBy(() -> runners.get(4))
        .isSameAs(openMp)
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(threads, jna));
    IllegalStateException again = new IllegalStateException("OpenMP: expected a runtime.");
    RunnerSelector small = new RunnerSelector(THREADS, impossible(), failing(jna), failing(again));
    assertThatThrownBy(() -> small.get(1))
        .isSameAs(again)
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(jna));
  }
}
