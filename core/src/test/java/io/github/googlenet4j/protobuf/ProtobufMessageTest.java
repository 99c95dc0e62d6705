package io.github.googlenet4j.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProtobufMessageTest {
  private static byte[] bytes(ProtobufMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(Channels.newChannel(bytes));
    assertThat(message.size()).isEqualTo(bytes.size());
    return bytes.toByteArray();
  }

  private static String hex(ProtobufMessage message) throws IOException {
    return HexFormat.ofDelimiter(" ").formatHex(bytes(message));
  }

  /** The examples in the documentation of the format. */
  @Test
  void theBytesAreThoseOfTheFormatsDescription() throws IOException {
    assertThat(hex(new ProtobufMessage().number(1, 150))).isEqualTo("08 96 01");
    assertThat(hex(new ProtobufMessage().text(2, "testing")))
        .isEqualTo("12 07 74 65 73 74 69 6e 67");
    assertThat(hex(new ProtobufMessage().message(3, new ProtobufMessage().number(1, 150))))
        .isEqualTo("1a 03 08 96 01");
    assertThat(hex(new ProtobufMessage().number(1, -2)))
        .isEqualTo("08 fe ff ff ff ff ff ff ff ff 01");
    assertThat(hex(new ProtobufMessage().decimal(2, 1))).isEqualTo("15 00 00 80 3f");
    assertThat(hex(new ProtobufMessage().number(16, 0))).isEqualTo("80 01 00");
  }

  @Test
  void whatIsInsideOfMessagesComesBackInOrder() throws IOException {
    float[] many = new float[200_000]; // more than is converted at once
    for (int i = 0; i < many.length; i++) {
      many[i] = i / 3f;
    }
    ProtobufMessage inner = new ProtobufMessage().text(1, "first").floats(9, many).text(1, "last");
    ProtobufMessage middle =
        new ProtobufMessage().message(2, inner).numbers(3, 5, Long.MAX_VALUE).message(2, inner);
    inner.text(1, "too late");
    Fields outer =
        Fields.of(bytes(new ProtobufMessage().number(1, 7).message(4, middle).text(5, "é")));
    assertThat(outer.number(1)).isEqualTo(7);
    assertThat(outer.text(5)).isEqualTo("é");
    Fields found = outer.message(4);
    assertThat(found.numbers(3)).containsExactly(5L, Long.MAX_VALUE);
    assertThat(found.messages(2))
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.texts(1)).containsExactly("first", "last");
              assertThat(each.floats(9)).isEqualTo(many);
            });
  }
}
