package io.github.googlenet4j.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/**
 * A lane's thread and others, one for each core, that compute one picture together: each some rows
 * of every map, and some outputs of the classifier.
 *
 * <p>So each core mostly reads what it has written itself, and cores wait for each other some
 * twenty times a picture; where oneDNN shares out its operations by itself, they do so at every
 * operation, and read what the other one has written (docs/decisions.md).
 */
final class Team implements Runner {
  /** With more, they would have too few rows each: the last maps have seven. */
  private static final int MOST = 4;

  private final Workspace workspace;
  private final Handles handles = new Handles();
  private final dnnl_stream stream;
  private final Barrier barrier;
  private final List<Hand> hands = new ArrayList<>();
  private final List<Runnable> shares = new ArrayList<>(); // of each hand
  private @Nullable Plan plan;

  /**
   * Begins its threads, and is to be used by this one.
   *
   * @param name of its threads
   * @param cores of the lane
   * @throws RuntimeException or an error if that cannot be; nothing is left then
   */
  Team(String name, int cores, Compilation compilation) {
    this.workspace = new Workspace(compilation, cores);
    this.barrier = new Barrier(cores);
    try {
      stream = handles.stream(compilation.engine());
      for (int i = 1; i < cores; i++) {
        dnnl_stream own = handles.stream(compilation.engine());
        int number = i;
        shares.add(() -> run(number, own));
        hands.add(new Hand(name + "-" + i));
      }
      OpenMp.use(1);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Whether so many cores can be a team. */
  static boolean suits(int cores) {
    return cores > 1 && cores <= MOST;
  }

  /** One picture after the other. */
  @Override
  public void run(List<Request> together, int pictures) {
    Plan one = plan(pictures);
    plan = one;
    for (int i = 0; i < pictures; i++) {
      runOne(one, together, i);
    }
  }

  /** For each picture of a batch: a single one may want another than one of several. */
  private Plan plan(int pictures) {
    return workspace.plan(Math.min(pictures, 2));
  }

  private void runOne(Plan compiled, List<Request> together, int picture) {
    for (int i = 0; i < hands.size(); i++) {
      hands.get(i).begin(shares.get(i)); // they wake up while the picture is copied
    }
    try {
      workspace.fill(together, picture, 1);
      compiled.run(0, stream, barrier);
    } catch (RuntimeException | Error e) {
      barrier.abandon(e);
    }
    for (int i = 0; i < hands.size(); i++) {
      hands.get(i).await(); // what goes wrong with one is known to the barrier
    }
    Hand.raise(barrier.mend());
    workspace.read(compiled, together, picture, 1);
  }

  private void run(int number, dnnl_stream own) {
    try {
      Objects.requireNonNull(plan).run(number, own, barrier);
    } catch (RuntimeException | Error e) {
      barrier.abandon(e);
    }
  }

  @Override
  public Map<String, String> implementations(int pictures) {
    return plan(pictures).implementations();
  }

  @Override
  public void close() {
    hands.forEach(Hand::close);
    workspace.close();
    handles.close();
  }
}
