package io.github.googlenet4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * One that is timed, in a process of its own: two builds of LibTorch do not fit into one, and no
 * contestant's threads shall be in another's way.
 */
interface Contestant extends AutoCloseable {
  /** Does its work once: seconds it took. */
  double seconds();

  /**
   * How often it does its work in a turn; where more than once, a turn begins with two untimed runs
   * for the caches that others emptied.
   */
  default int runs() {
    return 1;
  }

  /** Seconds of one run: the median of a turn. */
  default double turn() {
    double[] seconds = new double[runs()];
    for (int i = runs() == 1 ? 0 : -2; i < runs(); i++) {
      double one = seconds();
      if (i >= 0) {
        seconds[i] = one;
      }
    }
    Arrays.sort(seconds);
    return seconds[seconds.length / 2];
  }

  @Override
  void close();

  /** The contestants by name; their arguments are in their constructors. */
  static Contestant named(String name, List<String> arguments) throws IOException {
    return switch (name) {
      case "step" -> TrainingStep.of(arguments);
      case "loaded-step" -> new LoadedStep(arguments);
      case "djl-step" -> new DjlTrainingStep(Integer.parseInt(arguments.get(0)));
      case "answer" -> new Answer(arguments);
      case "opencv-answer" -> new OpenCvAnswer(arguments);
      case "files" -> new FilesToLabels(arguments);
      case "djl-files" -> new DjlFilesToLabels(Path.of(arguments.get(0)));
      case "djl-answer" -> new DjlAnswer(Integer.parseInt(arguments.get(0)));
      case "product" -> new MatrixProduct(arguments.get(0));
      default -> throw new IllegalArgumentException("contestant: found " + name + ".");
    };
  }

  /**
   * Speaks with {@link Race}: "ready", or "absent" and why; then a line of seconds for each line
   * read.
   */
  static void main(String[] arguments) throws IOException {
    BufferedReader wishes =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<String> words = Arrays.asList(arguments);
    try (Contestant contestant = named(words.get(0), words.subList(1, words.size()))) {
      System.out.println(Race.READY);
      while (wishes.readLine() != null) {
        System.out.println(Race.SECONDS + contestant.turn());
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.out.println(Race.ABSENT + e.getMessage());
    }
  }
}
