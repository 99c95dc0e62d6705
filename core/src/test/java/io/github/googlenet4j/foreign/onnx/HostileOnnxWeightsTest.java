package io.github.googlenet4j.foreign.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.protobuf.HostileReading;
import io.github.googlenet4j.protobuf.ProtobufMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, or made to do harm: one line, little time and memory. */
class HostileOnnxWeightsTest {
  private static final String DAMAGED = ". The file is damaged or cut short: copy it again.";
  private static final String AGAIN = ". Write it again with a newer version of its program.";

  @TempDir private Path folder = Path.of("");

  private HostileReading hostile() {
    return new HostileReading(folder.resolve("file"), HostileOnnxWeightsTest::readAll);
  }

  private static void readAll(Path path) throws IOException {
    try (OnnxWeights file = OnnxWeights.open(path)) {
      file.tensors(file.descriptions().keySet());
    }
  }

  private String refusal(ProtobufMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(Channels.newChannel(bytes));
    return hostile().message(bytes.toByteArray());
  }

  private static ProtobufMessage model(ProtobufMessage graph) {
    return new ProtobufMessage()
        .number(1, 8)
        .message(7, graph)
        .message(8, new ProtobufMessage().text(1, "").number(2, 17));
  }

  private static ProtobufMessage node(String type, String output, String... inputs) {
    ProtobufMessage node = new ProtobufMessage();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(3, output).text(4, type);
  }

  private static ProtobufMessage value(String name) {
    return new ProtobufMessage().text(1, name);
  }

  private static ProtobufMessage graph() {
    return new ProtobufMessage().message(11, value("x")).message(12, value("y"));
  }

  @Test
  void damageAtEveryByteIsReadOrRefusedWithOneLine() throws IOException {
    try (InputStream packed = getClass().getResourceAsStream("cut.onnx.gz");
        InputStream content = new GZIPInputStream(Objects.requireNonNull(packed))) {
      hostile().damageEverywhere(content.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"08 08 3a ff ff ff ff ff ff ff ff 7f", "08 08 3a ff ff ff ff ff ff ff ff ff 01"})
  void lengthsBeyondTheEndAreRefused(String hex) throws IOException {
    assertThat(hostile().message(HexFormat.ofDelimiter(" ").parseHex(hex)))
        .startsWith("expected at most 0 bytes in field 7, found ")
        .endsWith(DAMAGED);
  }

  @Test
  void whatIsNoOnnxFileIsRefused() throws IOException {
    assertThat(hostile().message(new byte[0]))
        .isEqualTo("expected an ONNX file of IR version 3 or newer, found 0" + AGAIN);
    assertThat(refusal(new ProtobufMessage().number(1, 2)))
        .isEqualTo("expected an ONNX file of IR version 3 or newer, found 2" + AGAIN);
    assertThat(refusal(new ProtobufMessage().number(1, 8)))
        .isEqualTo("expected an ONNX file with operators of version 3 or newer, found 0" + AGAIN);
    assertThat(refusal(model(new ProtobufMessage())))
        .isEqualTo("expected an input for pictures, found none. It is no GoogLeNet.");
    assertThat(refusal(model(graph())))
        .isEqualTo(
            "expected a network that reads the pictures, found none that does."
                + " Only GoogLeNet can be imported.");
    assertThat(refusal(model(graph()).message(7, graph())))
        .isEqualTo("expected one graph, found two" + AGAIN);
  }

  @Test
  void valuesInOtherFilesAreNotOpened() throws IOException {
    ProtobufMessage place = new ProtobufMessage().text(1, "location").text(2, "/etc/passwd");
    ProtobufMessage tensor =
        new ProtobufMessage().numbers(1, 1).number(2, 1).text(8, "w").message(13, place);
    String expected =
        "expected the values of all tensors in the file, found those of w in another one, which is"
            + " never opened. Save it as one file:"
            + " onnx.save(onnx.load(\"model.onnx\"), \"one.onnx\").";
    assertThat(refusal(model(graph().message(5, tensor)))).isEqualTo(expected);
    ProtobufMessage marked =
        new ProtobufMessage().numbers(1, 1).number(2, 1).text(8, "w").number(14, 1);
    assertThat(refusal(model(graph().message(5, marked)))).isEqualTo(expected);
  }

  @Test
  void extentsOutOfRangeAreRefused() throws IOException {
    ProtobufMessage negative = new ProtobufMessage().numbers(1, -1).number(2, 1).text(8, "w");
    assertThat(refusal(model(graph().message(5, negative))))
        .isEqualTo("expected extents from 0 to 2^31-1 of tensor w, found -1" + DAMAGED);
    ProtobufMessage huge =
        new ProtobufMessage().numbers(1, 1 << 30, 1 << 30, 1 << 30).number(2, 1).text(8, "w");
    assertThat(refusal(model(graph().message(5, huge))))
        .isEqualTo(
            "expected as many values of tensor w as shape [1073741824, 1073741824, 1073741824]"
                + " holds, found 0"
                + DAMAGED);
    ProtobufMessage half =
        new ProtobufMessage().numbers(1, 1).number(2, 10).text(8, "w").bytes(9, new byte[3]);
    assertThat(refusal(model(graph().message(5, half))))
        .isEqualTo(
            "expected a tensor's values once, as numbers of 2 bytes, found 3 bytes."
                + " The file is damaged: copy it again.");
  }

  @Test
  void windowsOutOfRangeAreRefused() throws IOException {
    ProtobufMessage weight =
        new ProtobufMessage()
            .numbers(1, 64, 3, 7, 7)
            .number(2, 1)
            .text(8, "w")
            .floats(9, new float[64 * 3 * 7 * 7]);
    for (long[] pads :
        new long[][] {{-1, -1, -1, -1}, {Long.MAX_VALUE, 0, 0, 0}, {Long.MIN_VALUE}, {}}) {
      ProtobufMessage attribute =
          new ProtobufMessage().text(1, "pads").numbers(8, pads).number(20, 7);
      ProtobufMessage convolution = node("Conv", "y", "x", "w").message(5, attribute);
      assertThat(refusal(model(graph().message(5, weight).message(1, convolution))))
          .startsWith("expected conv1/7x7_s2 of the variant paper (a convolution, ")
          .contains("found node y (Conv): windows 7x7/1, floor, [");
    }
  }

  @Test
  void graphsThatAreNoneAreRefused() throws IOException {
    assertThat(refusal(model(graph().message(1, node("Relu", "y", "z")))))
        .isEqualTo(
            "expected nodes that read results of earlier ones, found node y (Relu), which reads z."
                + " Write the file again.");
    ProtobufMessage twice = node("Relu", "y", "x");
    assertThat(refusal(model(graph().message(1, twice).message(1, twice))))
        .isEqualTo("expected each result once, found two of node y (Relu)" + AGAIN);
    assertThat(refusal(model(graph().message(1, node("QuantizeLinear", "y", "x")))))
        .isEqualTo(
            "expected floating-point weights, found integers at node y (QuantizeLinear)."
                + " Import the float32 model that it was made from.");
    assertThat(refusal(model(graph().message(1, node("Relu", "y", "x")))))
        .endsWith("found node y (Relu): another operator. Only GoogLeNet can be imported.");
  }

  /** Graphs in attributes in graphs: no attribute's graph is stepped into. */
  @Test
  void nestedGraphsAreNotFollowed() throws IOException {
    ProtobufMessage inner = node("If", "y", "x");
    for (int depth = 0; depth < 1000; depth++) {
      ProtobufMessage attribute =
          new ProtobufMessage().text(1, "then_branch").message(6, graph().message(1, inner));
      inner = node("If", "y", "x").message(5, attribute);
    }
    assertThat(refusal(model(graph().message(1, inner))))
        .endsWith("found node y (If): another operator. Only GoogLeNet can be imported.");
  }

  @Test
  void manyNodesCostLittle() throws IOException {
    ProtobufMessage graph = graph();
    StringBuilder last = new StringBuilder("x");
    for (int i = 0; i < 20_000; i++) {
      String next = "n" + i;
      graph.message(
          1, node(i % 2 == 0 ? "Relu" : "Concat", next, last.toString(), last.toString()));
      last.setLength(0);
      last.append(i % 3 == 0 ? "x" : next);
    }
    assertThat(refusal(model(graph))).endsWith("Only GoogLeNet can be imported.");
  }
}
