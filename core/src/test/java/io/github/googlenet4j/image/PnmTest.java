package io.github.googlenet4j.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PNM: what the samples mean, and what is refused. */
class PnmTest {
  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "P1 2 2 #x\\n 01 1 0 | 255 0 0 255",
        "P2\\n#x\\n2 2\\n15\\n0 15 1 7 | 0 255 17 119",
        "P2 2 2 1000 0 1000 500 1 | 0 255 128 0",
        "P4\\n2 2\\n\\x80\\x40 | 0 255 255 0",
        "P5 2 2 255\\n\\x00\\xff\\x80\\x01 | 0 255 128 1",
        "P5\\n2 2\\n2\\n\\x00\\x01\\x02\\x09 | 0 128 255 255",
        "P5 2 2 65535\\n\\x00\\x00\\xff\\xff\\x80\\x00\\x01\\x00 | 0 255 128 1",
        "P7\\nWIDTH 2\\nHEIGHT 2\\nDEPTH 1\\nMAXVAL 1\\nENDHDR\\n\\x00\\x01\\x01\\x00 | 0 255 255 0",
      })
  void greySamplesAreScaledTo8Bits(String file, String expected) throws IOException {
    Picture picture = reader.read(bytes(file), "grey.pnm");
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < 12; i += 3) {
      found.append(picture.rgb()[i] & 255).append(i < 9 ? " " : "");
      assertThat(picture.rgb()[i + 1]).isEqualTo(picture.rgb()[i]);
    }
    assertThat(found).hasToString(expected);
  }

  @Test
  void coloursAreRedGreenBlue() throws IOException {
    for (String file :
        new String[] {
          "P3 1 1 255\\n1 2 3",
          "P6 1 1 255\\n\\x01\\x02\\x03",
          "P7\\n# x\\nWIDTH 1\\nHEIGHT 1\\nDEPTH 3\\nMAXVAL 255\\nTUPLTYPE RGB\\nENDHDR\\n\\x01\\x02\\x03"
        }) {
      assertThat(reader.read(bytes(file), "colour.ppm").rgb()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void alphaIsOverWhite() throws IOException {
    String file = "P7\\nWIDTH 1\\nHEIGHT 1\\nDEPTH 4\\nMAXVAL 255\\nENDHDR\\n\\x01\\x02\\x03\\x00";
    PictureInspection inspection = reader.inspect(bytes(file), "clear.pam");
    assertThat(inspection.picture().rgb()).containsExactly(255, 255, 255);
    assertThat(inspection.format()).isEqualTo("PNM");
    assertThat(inspection.notes()).containsExactly("alpha over white");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "P6 10000 9000 255\\n | a complete PNM",
        "P3 10000 9000 255\\n1 2 3 | a complete PNM",
        "P5 2 2 255\\n\\x01\\x01\\x01 | a complete PNM",
        "P5 2 | a complete PNM",
        "P7\\nWIDTH 2 | a complete PNM",
        "P2 2 2 15 1 2 3 16 | a readable PNM",
        "P1 2 2 0 1 2 0 | a readable PNM",
        "P5 2 2 0\\n1234 | a readable PNM",
        "P5 2 2 65536\\n12345678 | a readable PNM",
        "P5 2 x 255\\n1234 | a readable PNM",
        "P7\\nWIDTH 1\\nHEIGHT 1\\nDEPTH 9\\nMAXVAL 255\\nENDHDR\\n123456789 | a readable PNM",
        "P5 0 2 255\\n1234 | a readable PNM",
        "P5 99999 99999 255\\n1234 | at most",
        "P5 9999999999 2 255\\n1234 | a readable PNM",
      })
  void brokenFilesAreOneLine(String file, String expected) {
    assertThatThrownBy(() -> reader.read(bytes(file), "bad.pnm"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith("bad.pnm: expected " + expected);
  }

  @Test
  void itStopsWhenTheTimeIsOver() {
    PictureReader hasty = new PictureReader(PictureLimits.DEFAULT.withTime(Duration.ofNanos(1)));
    assertThatThrownBy(() -> hasty.read(bytes("P2 1 1 9 5"), "slow"))
        .hasMessageStartingWith("slow: expected to be decoded within");
  }

  private static byte[] bytes(String text) {
    StringBuilder plain = new StringBuilder();
    String file = text.replace("\\n", "\n");
    for (int i = 0; i < file.length(); i++) {
      if (file.startsWith("\\x", i)) {
        plain.append((char) Integer.parseInt(file.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        plain.append(file.charAt(i));
      }
    }
    return plain.toString().getBytes(ISO_8859_1);
  }
}
