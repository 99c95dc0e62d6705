package io.github.googlenet4j.cli;

import io.github.googlenet4j.TrainingResult;
import io.github.googlenet4j.TrainingResult.Status;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** Shows a training's progress; on Ctrl-C the training saves its state and ends. */
final class TrainingConsole implements TrainingListener {
  /** A training that begins or is resumed. */
  interface Work {
    TrainingResult run(TrainingListener listener, BooleanSupplier stop) throws IOException;
  }

  /** How long a run of which nothing is written yet is waited for. */
  private static final long PATIENCE_MILLIS = 1500;

  /** The exit status that a shell gives a program ended by Ctrl-C. */
  private static final int STOPPED = 130;

  private static final String NOTHING_WRITTEN = "stopped. Nothing was written.";

  private final ProgressLine line;
  private final PrintWriter err;
  private volatile boolean begun;

  private TrainingConsole(PrintWriter err) {
    this.line = new ProgressLine(err);
    this.err = err;
  }

  /** Waits until all is saved, or a moment where there is nothing to save. */
  private void await(CountDownLatch ended) {
    try {
      if (!ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) && !begun) {
        err.println(NOTHING_WRITTEN);
        err.flush();
      } else {
        ended.await(10, TimeUnit.MINUTES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void begun(RunFolder folder) {
    begun = true;
  }

  /** Work that saves and ends when it is told to stop. */
  interface Stoppable {
    /** Works, prints the result, and gives the exit status. */
    int run(TrainingConsole console, BooleanSupplier stop) throws IOException;
  }

  /** Works until it is done or Ctrl-C is pressed, and returns the exit status. */
  static int stoppable(CommandLine command, Stoppable work) throws IOException {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);
    TrainingConsole console = new TrainingConsole(command.getErr());
    // On Ctrl-C the JVM ends when its shutdown hooks do: this one waits until all is saved.
    Thread hook =
        new Thread(
            () -> {
              stop.set(true);
              console.await(ended);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.run(console, stop::get);
    } finally {
      ended.countDown();
      if (!stop.get()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  /** Leaves the terminal clean. */
  void clear() {
    line.clear();
  }

  /** Prints that the work has ended early, and gives the exit status. */
  static int stopped(CommandLine command, String text) {
    command.getErr().println(text);
    command.getErr().flush();
    return STOPPED;
  }

  /** Runs a training, prints its result, and returns the exit status. */
  static int run(CommandLine command, boolean json, Work work) throws IOException {
    return stoppable(
        command,
        (console, stop) -> {
          TrainingResult result = work.run(console, stop);
          console.clear();
          if (!result.finished()) {
            return stopped(
                command,
                result.status() == Status.SAVED
                    ? "stopped and saved. Go on: googlenet train --resume "
                        + result.folder().folder()
                    : NOTHING_WRITTEN);
          }
          PrintWriter out = command.getOut();
          if (json) {
            out.println(Json.line(writer -> TrainingJson.write(writer, result)));
          } else {
            print(out, result);
          }
          out.flush();
          return 0;
        });
  }

  private static void print(PrintWriter out, TrainingResult result) {
    for (Map.Entry<Part, Evaluation> part : result.evaluations().entrySet()) {
      Evaluation evaluation = part.getValue();
      out.printf(
          Locale.ROOT,
          "%s: top-1 %.1f %% (95 %% interval %.1f to %.1f) of %d pictures%n",
          part.getKey(),
          100 * evaluation.top1(),
          100 * evaluation.top1Interval().low(),
          100 * evaluation.top1Interval().high(),
          evaluation.images());
    }
    RunFolder folder = result.folder();
    out.printf("model:  %s%nreport: %s%n", folder.model(), folder.report());
  }

  @Override
  public void working(String what, int done, int all) {
    line.show("%s: %d of %d pictures".formatted(what, done, all), (double) done / Math.max(1, all));
  }

  @Override
  public void step(Progress now) {
    line.show(
        String.format(
            Locale.ROOT,
            "epoch %d/%d  %s  rate %.2g  %.1f images/s  %s left",
            now.epoch(),
            now.epochs(),
            losses(now.losses()),
            now.rate(),
            now.imagesPerSecond(),
            duration(now.secondsLeft())),
        (double) now.batch() / now.batches());
  }

  @Override
  public void epoch(EpochMetrics epoch, boolean best) {
    String validation =
        Double.isNaN(epoch.validation().top1())
            ? ""
            : String.format(
                Locale.ROOT,
                "  validation top-1 %.1f %%%s",
                100 * epoch.validation().top1(),
                best ? ", the best so far" : "");
    line.print(
        String.format(
            Locale.ROOT,
            "epoch %d  %d px  %s  top-1 %.1f %%%s  %.1f images/s  %s",
            epoch.epoch(),
            epoch.side(),
            losses(epoch.losses()),
            100 * epoch.top1(),
            validation,
            epoch.imagesPerSecond(),
            duration(epoch.seconds())));
  }

  @Override
  public void note(String note) {
    line.print(OptionHints.added(note));
  }

  private static String losses(Map<Head, Double> losses) {
    StringBuilder text = new StringBuilder("loss");
    losses.forEach(
        (head, loss) -> {
          String name = head == Head.MAIN ? "" : head.toString().toLowerCase(Locale.ROOT) + " ";
          text.append(String.format(Locale.ROOT, " %s%.3f", name, loss));
        });
    return text.toString();
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%d:%02d".formatted(whole / 60, whole % 60)
        : "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
  }
}
