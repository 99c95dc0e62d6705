package io.github.googlenet4j.cli;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Adds the command line's options to what a library's message advises. The library does not know
 * them: other programs use it, too.
 */
final class OptionHints {
  /** Words of a message, and the option that does what they advise. */
  private record Hint(String advice, String option) {}

  private static final List<Hint> HINTS =
      List.of(
          new Hint("allow it to be replaced", "--force"),
          new Hint("allow the run to be replaced", "--force"),
          new Hint("Name another folder for the run", "--output"),
          new Hint("resume the run", "--resume"),
          new Hint("Name the place where they are now", "--resume RUN DATA"),
          new Hint("Name more epochs", "--epochs"),
          new Hint("begin a new run", "without --resume"),
          new Hint("Choose the one of the runtime", "--opset"),
          new Hint("Choose other names", "--names"),
          new Hint("raise the limit of bytes", "--max-bytes"),
          new Hint("raise the limit of pixels", "--max-pixels"),
          new Hint("raise the limit of work", "--max-work"),
          new Hint("raise the limit of time", "--max-seconds"),
          new Hint("Give a model", "--model"),
          new Hint("begin from a model", "--model"),
          new Hint("Import foreign weights", "googlenet import"),
          new Hint("Name the variant", "--variant"),
          new Hint("Give their labels", "--labels"),
          new Hint("choose the preparation torchvision-published", "--prepare"),
          new Hint("Choose another class depth", "--class-depth"),
          new Hint("choose the path column", "--path-column"),
          new Hint("Choose the path column", "--path-column"),
          new Hint("choose the label column", "--label-column"),
          new Hint("Choose the label column", "--label-column"),
          new Hint("choose the folder that the paths are relative to", "--root"),
          new Hint("Choose the folder that the paths are relative to", "--root"),
          new Hint("Quantise the model", "googlenet quantize"),
          new Hint("Compare it with a whole recipe", "--print-config prints one"),
          new Hint("Choose the precision fp32 or auto", "--precision"),
          new Hint("Choose another port", "--port"),
          new Hint("Choose another gRPC port", "--grpc-port"),
          new Hint("choose the device cpu", "--device"));

  /** This advice has a number, which the option takes. */
  private static final Pattern CLASS_DEPTH = Pattern.compile("choose a class depth of (\\d+)");

  private OptionHints() {}

  /** The words after which an option is added. */
  static List<String> advice() {
    return HINTS.stream().map(Hint::advice).toList();
  }

  /** The message, with an option in brackets after each piece of advice that one stands for. */
  static String added(String message) {
    String hinted = message;
    for (Hint hint : HINTS) {
      hinted = hinted.replace(hint.advice(), "%s (%s)".formatted(hint.advice(), hint.option()));
    }
    return CLASS_DEPTH.matcher(hinted).replaceAll("$0 (--class-depth $1)");
  }
}
