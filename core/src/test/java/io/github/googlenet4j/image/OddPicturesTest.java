package io.github.googlenet4j.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PNG, GIF and BMP as programs write them: notes that pixels do not need, and odd headers. */
class OddPicturesTest {
  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tEXt:a keyword of more than 79 characters, which is what the standard allows, and more still",
        "zTXt:Comment\0\0no deflated data at all",
        "iTXt:Title\0\1\0\0\0neither",
        "iCCP:profile\0\0broken",
        "sRGB:\t",
        "sBIT:     ",
        "tIME:\0\0\u00ff\u00ff\u00ff\u00ff\u00ff",
        "hIST:\0",
        "bKGD:\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "pHYs:short",
        "gAMA:",
        "cHRM:x",
        "sPLT:x",
        "fcTL:x",
      })
  void chunksThatPixelsDoNotNeedAreNoObstacle(String chunk) throws IOException {
    byte[] content = chunk.substring(5).getBytes(ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(12 + content.length);
    bytes.putInt(content.length).put(chunk.substring(0, 4).getBytes(ISO_8859_1)).put(content);
    for (byte[] png : new byte[][] {paletted(), BadPictureTest.image("png", 7, 5)}) {
      byte[] odd = inserted(png, 33, bytes.array());
      assertThat(reader.read(odd, "odd.png").rgb()).isEqualTo(reader.read(png, "plain").rgb());
    }
  }

  @Test
  void oneNoteIsUnpackedAndNotThousands() throws IOException {
    byte[] png = BadPictureTest.image("png", 7, 5);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(new byte[1 << 20]);
    }
    byte[] start = "iTXtXML:com.adobe.xmp\0\1\0\0\0".getBytes(ISO_8859_1);
    int length = start.length - 4 + packed.size();
    ByteBuffer chunks = ByteBuffer.allocate(30_000 * (12 + length)); // 30 GB of zeros
    while (chunks.hasRemaining()) {
      chunks.putInt(length).put(start).put(packed.toByteArray()).putInt(0);
    }
    byte[] odd = inserted(png, 33, chunks.array());
    assertThat(reader.read(odd, "odd.png").rgb()).isEqualTo(reader.read(png, "plain").rgb());
  }

  @Test
  void aBlockOfCommentsCostsNoTime() throws IOException {
    byte[] gif = BadPictureTest.image("gif", 9, 8);
    int frame = new String(gif, ISO_8859_1).indexOf(",\0\0\0\0\t\0\b\0");
    ByteBuffer comment = ByteBuffer.allocate(8_000_003).put((byte) 0x21).put((byte) 0xFE);
    while (comment.remaining() > 2) {
      comment.put((byte) 1).put((byte) 'x'); // joined block by block, it would take hours
    }
    byte[] long8 = inserted(gif, frame, comment.array());
    assertThat(reader.read(long8, "comment").rgb()).isEqualTo(reader.read(gif, "plain").rgb());
  }

  @Test
  void aGifsScreenGrowsToItsFrame() throws IOException {
    byte[] gif = BadPictureTest.image("gif", 9, 8);
    byte[] whole = reader.read(gif, "whole").rgb();
    byte[] none = gif.clone();
    Arrays.fill(none, 6, 10, (byte) 0);
    byte[] small = gif.clone();
    small[6] = 4;
    small[8] = 20;

    PictureInspection grown = reader.inspect(none, "none");
    assertThat(grown.picture().width()).isEqualTo(9);
    assertThat(grown.picture().rgb()).isEqualTo(whole);
    assertThat(grown.notes()).containsExactly("screen grown to its frame");
    Picture wider = reader.read(small, "small");
    assertThat(wider.width()).isEqualTo(9);
    assertThat(wider.height()).isEqualTo(20);
    assertThat(Arrays.copyOf(wider.rgb(), whole.length)).isEqualTo(whole);
  }

  @Test
  void dataBeyondAGifsPixelsAreNotDecoded() throws IOException {
    byte[] gif = BadPictureTest.image("gif", 9, 8);
    byte[] data = new byte[256 * 4000];
    for (int i = 0; i < data.length; i += 256) {
      data[i] = (byte) 255;
      Arrays.fill(data, i + 1, i + 256, (byte) 0x55);
    }
    int end = gif.length - 2;
    byte[] more = inserted(gif, end, data);
    assertThat(reader.read(more, "more").rgb()).hasSize(3 * 9 * 8);
  }

  @Test
  void alphaOfNothingButZerosIsOpaque() throws IOException {
    for (int bits : new int[] {16, 32}) {
      int alpha = bits == 16 ? 0x8000 : 0xFF000000;
      PictureInspection opaque = reader.inspect(bmp(bits, alpha, 0x40), "zeros.bmp");
      assertThat(opaque.notes()).isEmpty();
      assertThat(opaque.picture().rgb()[2] & 255).isEqualTo(bits == 16 ? 0 : 0x40);
      PictureInspection mixed = reader.inspect(bmp(bits, alpha, 0x40 | alpha), "mixed.bmp");
      assertThat(mixed.notes()).containsExactly("alpha over white");
      assertThat(mixed.picture().rgb()).startsWith(255, 255, 255);
    }
  }

  @Test
  void plainPixelsOf32BitsHaveNoAlpha() throws IOException {
    byte[] plain = bmp(32, 0, 0x7F102030);
    assertThat(reader.read(plain, "plain.bmp").rgb()).endsWith(0x10, 0x20, 0x30);
  }

  @Test
  void aCutBmpIsRefused() {
    byte[] whole = bmp(32, 0, 1);
    assertThatThrownBy(() -> reader.read(Arrays.copyOf(whole, whole.length - 1), "cut.bmp"))
        .hasMessage(
            "cut.bmp: expected a complete BMP, found the end of the file after %d bytes. Copy the"
                    .formatted(whole.length - 1)
                + " file again.");
  }

  /** 3 x 2 pixels under a header of version 5; the last one is as given, others have no alpha. */
  private static byte[] bmp(int bits, int alphaMask, int last) {
    int stride = bits == 16 ? 8 : 12;
    ByteBuffer file = ByteBuffer.allocate(138 + 2 * stride).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(138);
    file.putInt(124).putInt(3).putInt(-2).putShort((short) 1).putShort((short) bits);
    file.putInt(alphaMask == 0 ? 0 : 3).putInt(2 * stride).putInt(0).putInt(0).putInt(0).putInt(0);
    int[] masks = bits == 16 ? new int[] {0x7C00, 0x3E0, 0x1F} : new int[] {0xFF0000, 0xFF00, 0xFF};
    file.putInt(masks[0]).putInt(masks[1]).putInt(masks[2]).putInt(alphaMask);
    for (int i = 0; i < 6; i++) {
      int pixel = i == 5 ? last : last & 0xFF;
      int at = 138 + i / 3 * stride + i % 3 * (bits / 8);
      if (bits == 16) {
        file.putShort(at, (short) pixel);
      } else {
        file.putInt(at, pixel);
      }
    }
    return file.array();
  }

  private static byte[] paletted() throws IOException {
    byte[] colors = new byte[3 * 16];
    new Random(1).nextBytes(colors);
    IndexColorModel palette = new IndexColorModel(4, 16, colors, 0, false);
    BufferedImage image = new BufferedImage(9, 4, BufferedImage.TYPE_BYTE_BINARY, palette);
    for (int i = 0; i < 36; i++) {
      image.getRaster().setSample(i % 9, i / 9, 0, i % 16);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] inserted(byte[] file, int at, byte[] piece) {
    return WebPFiles.joined(
        Arrays.copyOf(file, at), piece, Arrays.copyOfRange(file, at, file.length));
  }
}
