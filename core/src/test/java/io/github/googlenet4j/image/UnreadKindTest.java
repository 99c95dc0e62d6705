package io.github.googlenet4j.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of known kinds that are not read are called by their names. */
class UnreadKindTest {
  private static final String ANY =
      "x: expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture, ";
  private static final String CONVERT = ". Convert it to JPEG or PNG.";

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"heic", "heix", "hevc", "mif1", "msf1"})
  void phonesPicturesAreNamedWithWhatToDo(String brand) {
    refused(
        "\0\0\0\30ftyp" + brand + "\0\0\0\0mif1heic....meta",
        "found a HEIC picture. Convert it to JPEG; a phone's camera takes JPEG where it is set to"
            + " 'most compatible'.");
  }

  @Test
  void everyKindHasItsName() {
    refused("\0\0\0\34ftypavif\0\0\0\0mif1avif", "found an AVIF picture" + CONVERT);
    refused("\0\0\0\34ftypmif1\0\0\0\0avifmiaf", "found an AVIF picture" + CONVERT);
    refused("\u00ff\n\u00fa\37", "found a JPEG XL picture" + CONVERT);
    refused("\0\0\0\fJXL \r\n\u0087\n", "found a JPEG XL picture" + CONVERT);
    refused("\0\0\0\fjP  \r\n\u0087\n", "found a JPEG 2000 picture" + CONVERT);
    refused("<?xml version='1.0'?>\n<svg xmlns=", "found an SVG drawing" + CONVERT);
    refused(" <svg width='3'", "found an SVG drawing" + CONVERT);
    refused("8BPS\0\1", "found a Photoshop document (PSD)" + CONVERT);
    refused("%PDF-1.7", "found a PDF document" + CONVERT);
    refused("\0\0\1\0\1\0", "found an icon (ICO)" + CONVERT);
    String raw = "found a camera's raw data. Develop it to JPEG with the camera's program.";
    refused("II*\0\20\0\0\0CR\2\0", raw);
    refused("\0\0\0\30ftypcrx \0\0\0\1crx isom", raw);
    refused("FUJIFILMCCD-RAW 0201", raw);
    refused("\0\0\0\30ftypisom\0\0\0\0mp41", "found a video. Save its frames as JPEG.");
    refused("<!DOCTYPE html><p>404", "found a web page (HTML). Download the picture itself.");
    refused(
        "version https://git-lfs.github.com/spec/v1",
        "found a pointer of Git LFS. Fetch the file with 'git lfs pull'.");
    refused("PK\3\4\24", "found a ZIP archive. Unpack it first.");
  }

  private void refused(String file, String reason) {
    assertThatThrownBy(() -> reader.read(file.getBytes(ISO_8859_1), "x"))
        .isInstanceOf(PictureException.class)
        .hasMessage(ANY + reason);
  }
}
