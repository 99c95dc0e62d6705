package io.github.googlenet4j.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Times contestants in turn, round after round, so that a machine that slows down slows all alike.
 */
final class Race {
  static final String READY = "ready";
  static final String ABSENT = "absent ";
  static final String SECONDS = "seconds ";

  private static final int WARM_UP = 2;
  private static final int REST_MILLISECONDS = 50;

  /**
   * One that takes part.
   *
   * @param title as the table calls it
   * @param arguments its name and arguments, as {@link Contestant#named} takes them
   */
  record Entry(String title, List<String> arguments) {
    Entry(String title, String... arguments) {
      this(title, List.of(arguments));
    }
  }

  /**
   * What came of it.
   *
   * @param seconds one value a round; empty if it could not take part
   * @param absence why not, else empty
   */
  record Result(Entry entry, List<Double> seconds, String absence) {
    double median() {
      return median(seconds);
    }

    double best() {
      return seconds.stream().mapToDouble(each -> each).min().orElse(Double.NaN);
    }

    double worst() {
      return seconds.stream().mapToDouble(each -> each).max().orElse(Double.NaN);
    }

    /**
     * Its time in times of another's: the median of the rounds' ratios, in which both met the same
     * machine, fast or slow.
     */
    double times(Result other) {
      int rounds = Math.min(seconds.size(), other.seconds.size());
      return median(
          IntStream.range(0, rounds).mapToObj(i -> seconds.get(i) / other.seconds.get(i)).toList());
    }

    private static double median(List<Double> values) {
      return values.isEmpty()
          ? Double.NaN
          : values.stream().sorted().toList().get(values.size() / 2);
    }
  }

  private Race() {}

  /** Runs it; all contestants are alive, one works at a time. */
  static List<Result> run(List<Entry> entries, int rounds) throws IOException {
    List<Lane> lanes = new ArrayList<>();
    try {
      for (Entry entry : entries) {
        lanes.add(new Lane(entry));
      }
      for (int round = -WARM_UP; round < rounds; round++) {
        for (int i = 0; i < lanes.size(); i++) {
          // Nobody always follows the same other one.
          lanes.get(Math.floorMod(i + round, lanes.size())).measure(round >= 0);
        }
        System.err.printf("round %d of %d%n", Math.max(0, round + 1), rounds);
      }
      return lanes.stream().map(Lane::result).toList();
    } finally {
      lanes.forEach(Lane::close);
    }
  }

  /** A contestant's process. */
  private static final class Lane implements AutoCloseable {
    private final Entry entry;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter wishes;
    private final List<Double> seconds = new ArrayList<>();
    private String absence = "";

    Lane(Entry entry) throws IOException {
      this.entry = entry;
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(Contestant.class.getName());
      command.addAll(entry.arguments());
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      answers = process.inputReader(StandardCharsets.UTF_8);
      wishes =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
      answer(READY);
    }

    void measure(boolean counts) {
      if (!absence.isEmpty()) {
        return;
      }
      try {
        Thread.sleep(REST_MILLISECONDS); // the last one's threads spin for a while
        wishes.write("\n");
        wishes.flush();
        String answer = answer(SECONDS);
        if (counts && absence.isEmpty()) {
          seconds.add(Double.parseDouble(answer));
        }
      } catch (IOException e) {
        absence = ended();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        absence = "interrupted";
      }
    }

    /** What follows the word; other lines are shown: a JVM that crashes says so there. */
    private String answer(String word) throws IOException {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(word)) {
          return line.substring(word.length());
        }
        if (line.startsWith(ABSENT)) {
          absence = line.substring(ABSENT.length());
          return "";
        }
        System.err.println(entry.title() + ": " + line);
      }
      absence = ended();
      return "";
    }

    /** Above 128 the status is that and the number of the signal that killed it. */
    private String ended() {
      return "ended before it answered, exit status " + process.onExit().join().exitValue();
    }

    Result result() {
      return new Result(entry, absence.isEmpty() ? List.copyOf(seconds) : List.of(), absence);
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
