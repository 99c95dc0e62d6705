package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Uninterrupted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that answers requests, one batch at a time, until there are no more: large batches
 * through its {@link Crew}, others through its {@link Team}, or by itself with OpenMP's threads.
 *
 * <p>Why not run on the caller's thread: OpenMP keeps a team of threads for every thread that ever
 * called it. Sixty-four callers would make sixty-four teams; a lane has one, whoever calls. Handing
 * over takes two context switches and allocates nothing.
 */
final class Lane {
  /** Pictures of callers in one run at most: all of them wait for the last. */
  static final int MOST_TOGETHER = 16;

  private final Thread thread;
  private final Requests requests;
  private final Compilation compilation;
  private final int threads;
  private @Nullable Workspace workspace;
  private @Nullable Crew crew;
  private @Nullable Team team;
  private boolean crewless;
  private boolean teamless;

  Lane(int number, int threads, Requests requests, Compilation compilation) {
    this.requests = requests;
    this.compilation = compilation;
    this.threads = threads;
    boolean tied = OpenMp.ties(System.getenv());
    this.crewless = tied;
    this.teamless = tied || !Team.suits(threads);
    this.thread = new Thread(this::live, "onednn-lane-" + number);
    thread.setDaemon(true);
    thread.start();
  }

  private void live() {
    Requests.Seat seat = new Requests.Seat();
    List<Request> together = new ArrayList<>(MOST_TOGETHER);
    List<Request> alone = new ArrayList<>(Collections.nCopies(1, null));
    Consumer<List<Request>> work = this::compileOrRun;
    try {
      while (requests.take(seat, together)) {
        serve(together, alone, work, requests);
        together.clear();
      }
    } finally {
      if (crew != null) {
        crew.close();
      }
      if (team != null) {
        team.close();
      }
      if (workspace != null) {
        workspace.close();
      }
    }
  }

  /**
   * Answers requests with what the work keeps in them, or with its failure. What is too much for
   * all may not be for each, which is then tried. Allocates nothing: memory may be what is wanting.
   *
   * @param alone a list of one, whatever is in it
   */
  static void serve(
      List<Request> together,
      List<Request> alone,
      Consumer<List<Request>> work,
      Requests requests) {
    int count = together.size();
    if (count == 1 || failure(together, work) != null) {
      if (count > 1) {
        requests.tooMany(count);
      }
      for (int i = 0; i < count; i++) {
        Request request = together.get(i);
        alone.set(0, request);
        request.keep(failure(alone, work));
      }
    }
    for (int i = 0; i < count; i++) {
      together.get(i).answer();
    }
  }

  private static @Nullable Throwable failure(List<Request> requests, Consumer<List<Request>> work) {
    try {
      work.accept(requests);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private void compileOrRun(List<Request> together) {
    int pictures = 0;
    for (int i = 0; i < together.size(); i++) {
      pictures += together.get(i).count();
    }
    Request first = together.get(0);
    if (first.isCompilation()) {
      first.keep(implementations(pictures));
      return;
    }
    for (int i = 0; i < together.size(); i++) {
      together.get(i).keep(compilation.blueprint().outputs(together.get(i).count()));
    }
    @Nullable Crew sharing = Crew.suits(pictures, threads) ? crew() : null;
    @Nullable Team one = sharing == null ? team() : null;
    if (sharing != null) {
      sharing.run(together, pictures);
    } else if (one != null) {
      one.run(together, pictures);
    } else {
      workspace().run(together, 0, pictures);
    }
  }

  private Map<String, String> implementations(int pictures) {
    @Nullable Crew sharing = Crew.suits(pictures, threads) ? crew() : null;
    if (sharing != null) {
      return sharing.implementations(pictures);
    }
    @Nullable Team one = team();
    return one == null ? workspace().plan(pictures).implementations() : one.implementations();
  }

  /** None where threads are wanting, or JNA, or OpenMP ties threads to cores. */
  private @Nullable Crew crew() {
    if (crew == null && !crewless) {
      try {
        crew = new Crew(thread.getName(), threads, compilation);
      } catch (RuntimeException | Error e) {
        crewless = true;
      }
    }
    return crew;
  }

  /** None for the same reasons, or where there are too many cores. */
  private @Nullable Team team() {
    if (team == null && !teamless) {
      try {
        team = new Team(thread.getName(), threads, compilation);
      } catch (RuntimeException | Error e) {
        teamless = true;
      }
    }
    return team;
  }

  private Workspace workspace() {
    Workspace made = workspace;
    if (made == null) {
      OpenMp.use(threads);
      made = new Workspace(compilation, 1);
      workspace = made;
    }
    return made;
  }

  /** Waits until the thread has ended and freed its memory, after the requests are closed. */
  void join() {
    Uninterrupted.join(thread);
  }
}
