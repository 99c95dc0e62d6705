package io.github.googlenet4j.report;

import java.nio.file.Path;

/** Commands and Java code that use a model, for copying. */
final class UsageSnippets {
  private UsageSnippets() {}

  static String html(Path model) {
    return """
        <p>Rank the classes of pictures:</p>
        <pre>googlenet classify --model %1$s PICTURE_OR_FOLDER</pre>
        <p>Measure it on a folder with a folder of pictures for each class. Take none that it was
        trained on: they would flatter it.</p>
        <pre>googlenet evaluate --model %1$s DATA</pre>
        <p>From Java:</p>
        <pre>%2$s</pre>
        """
        .formatted(Html.text(shell(model.toString())), Html.text(java(model.toString())));
  }

  /** A word quoted for a shell. */
  private static String shell(String word) {
    return word.matches("[\\w/.,:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static String java(String file) {
    return """
        try (Classifier classifier = Classifier.open(Path.of("%s"))) {
          for (Prediction answer : classifier.classify(Path.of("picture.jpg"))) {
            System.out.printf("%%s: %%.1f %%%%%%n", answer.label(), 100 * answer.probability());
          }
        }"""
        .formatted(file.replace("\\", "\\\\").replace("\"", "\\\""));
  }
}
