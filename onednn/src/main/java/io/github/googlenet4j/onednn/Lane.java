package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that answers requests, one batch at a time, until there are no more.
 *
 * <p>Why not run on the caller's thread: OpenMP keeps a team of threads for every thread that ever
 * called it. Sixty-four callers would make sixty-four teams; a lane has one, whoever calls. Handing
 * over takes two context switches and allocates nothing.
 */
final class Lane {
  private final Thread thread;
  private final Requests requests;
  private final Supplier<Workspace> maker;
  private final int threads;
  private @Nullable Workspace workspace;

  Lane(int number, int threads, Requests requests, Supplier<Workspace> maker) {
    this.requests = requests;
    this.maker = maker;
    this.threads = threads;
    this.thread = new Thread(this::work, "onednn-lane-" + number);
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    List<Request> together = new ArrayList<>();
    Consumer<List<Request>> work = this::compileOrRun; // once, as a run allocates nothing
    try {
      while (requests.take(together)) {
        serve(together, work);
        together.clear();
      }
    } finally {
      if (workspace != null) {
        workspace.close();
      }
    }
  }

  /** Answers requests with what the work keeps in them, or with its failure. */
  static void serve(List<Request> together, Consumer<List<Request>> work) {
    try {
      work.accept(together);
    } catch (RuntimeException | Error e) {
      if (together.size() > 1) { // what was too much for all may not be for each
        together.forEach(each -> serve(List.of(each), work));
        return;
      }
      together.get(0).keep(e);
    }
    for (int i = 0; i < together.size(); i++) {
      together.get(i).answer();
    }
  }

  private void compileOrRun(List<Request> together) {
    Request first = together.get(0);
    if (first.isCompilation()) {
      first.keep(workspace().plan(first.count()).implementations());
    } else {
      workspace().run(together);
    }
  }

  private Workspace workspace() {
    Workspace made = workspace;
    if (made == null) {
      OpenMp.use(threads);
      made = maker.get();
      workspace = made;
    }
    return made;
  }

  /** Waits until the thread has ended and freed its memory, after the requests are closed. */
  void join() {
    Uninterrupted.join(thread);
  }
}
