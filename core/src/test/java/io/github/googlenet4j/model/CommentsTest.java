package io.github.googlenet4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the shapes in the comments of {@link GoogLeNet} against its graph. */
class CommentsTest {
  private static final Path SOURCE =
      Path.of("src/main/java/io/github/googlenet4j/model/GoogLeNet.java");
  private static final Pattern ROW =
      Pattern.compile("new Inception\\(\"(\\w+)\".*// (\\d+x\\d+x\\d+)");
  private static final Pattern NODE =
      Pattern.compile("net\\.add\\(\"([^\"]+)\".*// (\\d+x\\d+x\\d+)");
  private static final Pattern CONVOLUTION =
      Pattern.compile("convolution\\(x, \"([^\"]+)\", \"([^\"]+)\".*// (\\d+x\\d+x\\d+)");

  private final Graph graph = GoogLeNet.graph(Variant.PAPER, 1000, 224, true);

  @Test
  void shapesAtTheEndsOfLinesAreTheGraphs() throws IOException {
    int checked = 0;
    for (String line : Files.readAllLines(SOURCE)) {
      Matcher row = ROW.matcher(line);
      Matcher node = NODE.matcher(line);
      Matcher convolution = CONVOLUTION.matcher(line);
      if (row.find()) {
        checked += check("inception_" + row.group(1) + "/output", row.group(2));
      } else if (node.find()) {
        checked += check(node.group(1), node.group(2));
      } else if (convolution.find()) {
        checked += check(convolution.group(1) + convolution.group(2), convolution.group(3));
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(9 + 8);
  }

  private int check(String node, String shape) {
    assertThat(graph.node(node).shape()).describedAs(node).hasToString(shape);
    return 1;
  }
}
