package io.github.googlenet4j.foreign.caffe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.protobuf.HostileReading;
import io.github.googlenet4j.protobuf.ProtobufMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, or made to do harm: one line, little time and memory. */
class HostileCaffeFileTest {
  private static final String DAMAGED = ". The file is damaged or cut short: copy it again.";

  @TempDir private Path folder = Path.of("");

  private HostileReading hostile() {
    return new HostileReading(folder.resolve("file"), HostileCaffeFileTest::readAll);
  }

  private static void readAll(Path path) throws IOException {
    try (CaffeFile file = CaffeFile.open(path)) {
      file.tensors(file.descriptions().keySet());
    }
  }

  private String refusal(ProtobufMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(Channels.newChannel(bytes));
    return hostile().message(bytes.toByteArray());
  }

  private String refusal(String hex) throws IOException {
    return hostile().message(HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  /** A new file with one layer of that blob. */
  private static ProtobufMessage layer(String name, ProtobufMessage... blobs) {
    ProtobufMessage layer = new ProtobufMessage().text(1, name).text(2, "Convolution");
    for (ProtobufMessage blob : blobs) {
      layer.message(7, blob);
    }
    return new ProtobufMessage().text(1, "net").message(100, layer);
  }

  private static ProtobufMessage shaped(long... extents) {
    return new ProtobufMessage().message(7, new ProtobufMessage().numbers(1, extents));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "norms"})
  void damageAtEveryByteIsReadOrRefusedWithOneLine(String golden) throws IOException {
    hostile().damageEverywhere(Files.readAllBytes(CaffeFileTest.golden(golden)));
  }

  @ParameterizedTest
  @CsvSource({
    "0a ff ff ff ff ff ff ff ff 7f, 9223372036854775807",
    "0a 80 80 80 80 80 80 80 80 80 01, 9223372036854775808",
    "0a ff ff ff ff ff ff ff ff ff 01, 18446744073709551615",
    "0a 01, 1"
  })
  void lengthsBeyondTheEndAreRefused(String hex, String found) throws IOException {
    assertThat(refusal(hex))
        .isEqualTo("expected at most 0 bytes in field 1, found " + found + DAMAGED);
  }

  @Test
  void groupsAreRefused() throws IOException {
    assertThat(refusal("0b 0b 0b 0c 0c 0c"))
        .isEqualTo("expected fields and no groups, found wire type 3" + DAMAGED);
    assertThat(refusal("0c"))
        .isEqualTo("expected fields and no groups, found wire type 4" + DAMAGED);
    assertThat(refusal("0e"))
        .isEqualTo("expected fields and no groups, found wire type 6" + DAMAGED);
  }

  @Test
  void numbersAndFieldsOutOfRangeAreRefused() throws IOException {
    assertThat(refusal("28 ff ff ff ff ff ff ff ff ff ff 01"))
        .isEqualTo("expected a number of at most 10 bytes, found a longer one" + DAMAGED);
    assertThat(refusal("28 ff"))
        .isEqualTo("expected the rest of a number, found the end of its message" + DAMAGED);
    assertThat(refusal("00 00"))
        .isEqualTo("expected a field's number from 1 to 536870911, found 0" + DAMAGED);
    assertThat(refusal("ff ff ff ff ff 01 00"))
        .isEqualTo("expected a field's number from 1 to 536870911, found 8589934591" + DAMAGED);
    assertThat(refusal("0d 00 00 00 00"))
        .isEqualTo("expected field 1 as a length and bytes, found wire type 5" + DAMAGED);
  }

  /** Layers in layers in layers: no field of a layer is a layer, so nothing steps into them. */
  @Test
  void nestingIsNotFollowed() throws IOException {
    ProtobufMessage inner = new ProtobufMessage();
    for (int depth = 0; depth < 2000; depth++) {
      inner = new ProtobufMessage().message(100, inner);
    }
    assertThat(refusal(inner))
        .startsWith("expected a caffemodel with weights, found 1 layers without any.");
  }

  @Test
  void extentsOutOfRangeAreRefused() throws IOException {
    assertThat(refusal(layer("a", shaped(-1))))
        .isEqualTo("expected extents from 0 to 2^31-1 of tensor a, found -1" + DAMAGED);
    assertThat(refusal(layer("a", shaped(1L << 31))))
        .isEqualTo("expected extents from 0 to 2^31-1 of tensor a, found 2147483648" + DAMAGED);
    assertThat(refusal(layer("a", shaped(1 << 30, 1 << 30, 1 << 30, 1 << 30, 16))))
        .isEqualTo(
            "expected as many values of tensor a as shape [1073741824, 1073741824, 1073741824,"
                + " 1073741824, 16] holds, found 0"
                + DAMAGED);
    assertThat(refusal(layer("a", shaped(1, 1, 1, 1, 1, 1, 1, 1, 1))))
        .isEqualTo("expected at most 8 extents of tensor a, found 9" + DAMAGED);
    assertThat(refusal(layer("a", shaped(new long[100]))))
        .isEqualTo("expected at most 32 numbers in field 1, found more" + DAMAGED);
    assertThat(refusal(layer("a", new ProtobufMessage().number(1, -5).number(2, 1))))
        .isEqualTo("expected extents from 0 to 2^31-1 of tensor a, found -5" + DAMAGED);
  }

  @Test
  void valuesThatAreNoMultipleOfTheirSizeAreRefused() throws IOException {
    assertThat(refusal(layer("a", shaped(1).bytes(5, new byte[5]))))
        .isEqualTo("expected numbers of 4 bytes in field 5, found 5 bytes" + DAMAGED);
    assertThat(refusal(layer("a", shaped(1).bytes(8, new byte[4]))))
        .isEqualTo("expected numbers of 8 bytes in field 8, found 4 bytes" + DAMAGED);
  }

  @Test
  void whatMeansTwoThingsIsRefused() throws IOException {
    ProtobufMessage both = shaped(1).floats(5, new float[1]).bytes(8, new byte[8]);
    assertThat(refusal(layer("a", both)))
        .isEqualTo(
            "expected either float32 or float64 values of layer a, found both."
                + " Save it again with Caffe.");
    ProtobufMessage one = layer("a", shaped(1).floats(5, new float[1]));
    assertThat(refusal(new ProtobufMessage().append(one).append(one)))
        .isEqualTo("expected each layer once, found a.weight twice. Save it again with Caffe.");
    ProtobufMessage older = new ProtobufMessage().message(1, new ProtobufMessage().text(1, "a"));
    assertThat(refusal(new ProtobufMessage().message(2, older)))
        .isEqualTo(
            "expected layers of Caffe since 2013 (V1 or newer), found older ones (V0)."
                + " Convert the file with Caffe's upgrade_net_proto_binary.");
  }

  @Test
  void manyFieldsAndMuchTextAreRefused() throws IOException {
    byte[] fields = new byte[1 << 21]; // 28 00: field 5 is false
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 0x28;
    }
    assertThat(hostile().message(fields))
        .isEqualTo(
            "expected at most 262144 fields, far more than GoogLeNet needs, found more."
                + " It holds another network, or none.");
    ProtobufMessage names = new ProtobufMessage();
    ProtobufMessage name =
        new ProtobufMessage().message(2, new ProtobufMessage().text(4, "x".repeat(4096)));
    for (int i = 0; i < 3000; i++) {
      names.append(name);
    }
    assertThat(refusal(names))
        .isEqualTo(
            "expected at most 8388608 bytes of names and texts, found more."
                + " It holds another network, or none.");
    assertThat(refusal(new ProtobufMessage().text(1, "x".repeat(4097))))
        .isEqualTo("expected a text of at most 4096 bytes, found 4097" + DAMAGED);
  }

  @Test
  void aNormThatDoesNotFitItsConvolutionIsRefused() throws IOException {
    ProtobufMessage net = new ProtobufMessage();
    net.message(100, new ProtobufMessage().text(1, "c").text(2, "Convolution").text(4, "x"));
    net.message(
        100,
        new ProtobufMessage()
            .text(1, "n")
            .text(2, "BatchNorm")
            .text(3, "x")
            .text(4, "x")
            .message(7, shaped(1).floats(5, new float[1])));
    assertThat(refusal(net))
        .isEqualTo(
            "expected mean, variance and a factor in layer n, found [[1]]. Save it again with Caffe.");
  }

  @Test
  void noFileAnEmptyOneAndAFolderAreRefused() throws IOException {
    assertThat(hostile().message(new byte[0]))
        .isEqualTo(
            "expected a caffemodel with weights, found no layer."
                + " Give the file that training wrote, not the network's description.");
  }
}
