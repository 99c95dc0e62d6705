package io.github.googlenet4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
  @Test
  void whatCouldForgeOrReorderALineIsReplaced() {
    for (int c = 0; c < 0x20; c++) { // C0
      assertThat(PrintableText.of("a" + (char) c + "b")).isEqualTo("a?b");
    }
    for (int c = 0x7f; c < 0xa0; c++) { // C1, with CSI at 0x9b
      assertThat(PrintableText.of("a" + (char) c + "b")).isEqualTo("a?b");
    }
    int[] marks = {
      0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069
    };
    for (int mark : marks) {
      assertThat(PrintableText.of("a" + Character.toString(mark) + "b")).isEqualTo("a?b");
    }
    assertThat(PrintableText.of("line\u2028paragraph\u2029")).isEqualTo("line?paragraph?");
    assertThat(PrintableText.of("half \ud83d and \udc08")).isEqualTo("half ? and ?");
  }

  @Test
  void wordsOfAllScriptsStay() {
    for (String text :
        new String[] {
          "", "plain", "Straße", "猫", "می\u200cخواهم", "cat \ud83d\udc08", "a\u00adb"
        }) {
      assertThat(PrintableText.of(text)).isEqualTo(text);
    }
  }

  @Test
  void aLongMessageKeepsItsBeginningAndItsAdvice() {
    String message = "file: expected a, found " + "x".repeat(1 << 21) + ". Do this.";
    assertThat(PrintableText.message(message))
        .hasSize(PrintableText.LONGEST_MESSAGE)
        .startsWith("file: expected a, found xx")
        .contains("x ... x")
        .endsWith("xx. Do this.");
    String faces = "\ud83d\ude00".repeat(3_000);
    for (String shifted : new String[] {faces, "a" + faces, faces + "b", "a" + faces + "b"}) {
      String cut = PrintableText.message(shifted);
      assertThat(cut).hasSizeLessThanOrEqualTo(PrintableText.LONGEST_MESSAGE);
      assertThat(PrintableText.of(cut)).isEqualTo(cut);
    }
    assertThat(PrintableText.shortened("a".repeat(101))).isEqualTo("a".repeat(100) + "...");
    assertThat(PrintableText.shortened("a".repeat(99) + "\ud83d\ude00"))
        .isEqualTo("a".repeat(99) + "...");
  }
}
