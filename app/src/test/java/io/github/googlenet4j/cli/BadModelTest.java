package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a model file that is broken: one line, and status 1. */
class BadModelTest {
  private static final String WEIGHT = "inception_3a/1x1.weight";

  @TempDir static Path folder = Path.of("");
  static byte[] sound = new byte[0];

  @BeforeAll
  static void write() throws IOException {
    sound = Files.readAllBytes(Samples.model(folder));
  }

  /** The line of error, without the program's and the file's name. */
  private static String refusal(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bad.safetensors"), bytes);
    Call call = Call.of("classify", "--model", file, "picture.jpg");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out()).isEmpty();
    assertThat(call.err().lines()).hasSize(1);
    String start = "googlenet: " + file + ": ";
    assertThat(call.err()).startsWith(start);
    return call.err().substring(start.length()).strip();
  }

  /** The sound file with another header, its data as they were. */
  private static byte[] withHeader(Consumer<ObjectNode> change) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) file.getLong(0);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode header =
        (ObjectNode) mapper.readTree(new String(sound, 8, length, StandardCharsets.UTF_8));
    change.accept(header);
    byte[] text = mapper.writeValueAsBytes(header);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer changed =
        ByteBuffer.allocate(8 + padded + sound.length - 8 - length).order(ByteOrder.LITTLE_ENDIAN);
    changed.putLong(padded).put(text);
    while (changed.position() < 8 + padded) {
      changed.put((byte) ' ');
    }
    return changed.put(sound, 8 + length, sound.length - 8 - length).array();
  }

  @Test
  void cutShort() throws IOException {
    assertThat(refusal(Arrays.copyOf(sound, sound.length - 1000)))
        .startsWith("tensor loss3/classifier.weight: expected data within the ")
        .endsWith(" The file is damaged or cut short: copy it again.");
  }

  @Test
  void empty() throws IOException {
    assertThat(refusal(new byte[0])).contains("empty");
  }

  @Test
  void aHeaderOfAnExabyte() throws IOException {
    byte[] bytes = sound.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 60);
    assertThat(refusal(bytes)).contains(String.valueOf(1L << 60));
  }

  @Test
  void aTensorOfAnotherShape() throws IOException {
    byte[] bytes =
        withHeader(
            header -> {
              ArrayNode shape = (ArrayNode) header.get(WEIGHT).get("shape");
              shape.removeAll().add(192).add(64).add(1).add(1);
            });
    assertThat(refusal(bytes))
        .contains(WEIGHT + ": expected shape [64, 192, 1, 1], found [192, 64, 1, 1]");
  }

  @Test
  void aTensorThatIsNotThere() throws IOException {
    byte[] bytes = withHeader(header -> header.set("inception_3a/other", header.remove(WEIGHT)));
    assertThat(refusal(bytes))
        .contains(WEIGHT + ": expected shape [64, 192, 1, 1], found no such tensor")
        .contains("inception_3a/other: expected no such tensor");
  }

  @Test
  void tensorsThatOverlap() throws IOException {
    byte[] bytes =
        withHeader(
            header -> {
              ArrayNode bias = (ArrayNode) header.get("conv1/7x7_s2.bias").get("data_offsets");
              bias.removeAll().add(0).add(256);
            });
    assertThat(refusal(bytes))
        .startsWith(
            "tensor conv1/7x7_s2.weight: expected data from byte 256, where tensor"
                + " conv1/7x7_s2.bias ends, found from byte 0;");
  }

  @Test
  void noModelFileAtAll() throws IOException {
    assertThat(refusal("no model, just words".getBytes(StandardCharsets.UTF_8)))
        .contains("expected")
        .contains("found");
  }
}
