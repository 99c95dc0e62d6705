package io.github.googlenet4j.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file says besides its pixels: how to turn them, where to put them, how to colour them. */
class PictureNotesTest {

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @Test
  void aPngIsTurnedByItsExifChunk() throws IOException {
    byte[] png = BadPictureTest.image("png", 4, 3);
    byte[] exif = exif(6);
    ByteBuffer chunk = ByteBuffer.allocate(12 + exif.length);
    chunk.putInt(exif.length).put("eXIf".getBytes(ISO_8859_1)).put(exif).putInt(0);

    Picture turned = reader.read(inserted(png, 33, chunk.array()), "turned.png");

    Picture lying = reader.read(png, "lying.png");
    assertThat(turned.width()).isEqualTo(3);
    assertThat(turned.rgb()).isEqualTo(Orientation.upright(lying, 6).rgb());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPngIsTurnedByItsXmp(boolean compressed) throws IOException {
    byte[] png = BadPictureTest.image("png", 4, 3);
    byte[] xmp = "<a tiff:Orientation=\"6\"/>".getBytes(ISO_8859_1);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("XML:com.adobe.xmp\0".getBytes(ISO_8859_1));
    text.writeBytes(new byte[] {(byte) (compressed ? 1 : 0), 0, 'e', 'n', 0, 0});
    if (compressed) {
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(text)) {
        deflater.write(xmp);
      }
    } else {
      text.writeBytes(xmp);
    }
    ByteBuffer chunk = ByteBuffer.allocate(12 + text.size());
    chunk.putInt(text.size()).put("iTXt".getBytes(ISO_8859_1)).put(text.toByteArray()).putInt(0);

    PictureInspection turned = reader.inspect(inserted(png, 33, chunk.array()), "turned.png");

    assertThat(turned.notes()).containsExactly("turned by XMP 6");
    assertThat(turned.picture().rgb())
        .isEqualTo(Orientation.upright(reader.read(png, "lying.png"), 6).rgb());
  }

  @Test
  void aTiffIsTurnedByItsTag() throws IOException {
    byte[] pixels = new byte[300];
    for (int i = 150; i < 250; i++) {
      pixels[i] = (byte) i;
    }
    byte[] tiff = BadPictureTest.tiff(274, 4, 1, 3);
    System.arraycopy(pixels, 150, tiff, 150, 100);

    Picture picture = reader.read(tiff, "half.tif");

    for (int i = 0; i < 100; i++) {
      assertThat(picture.rgb()[3 * i]).isEqualTo((byte) (249 - i));
    }
  }

  @Test
  void aGifsFrameHasItsPlaceOnTheScreen() throws IOException {
    BufferedImage two = new BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR);
    two.setRGB(0, 0, 0xFF0000);
    two.setRGB(1, 0, 0x0000FF);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(two, "gif", out)).isTrue();
    byte[] gif = out.toByteArray();
    byte[] outside = reader.read(gif, "whole.gif").rgb();
    gif[6] = 4; // the screen, 4 x 3
    gif[8] = 3;
    int frame = new String(gif, ISO_8859_1).indexOf(",\0\0\0\0\2\0\1\0");
    gif[frame + 1] = 1; // the frame, at (1, 2)
    gif[frame + 3] = 2;

    Picture screen = reader.read(gif, "placed.gif");

    assertThat(screen.width()).isEqualTo(4);
    assertThat(screen.height()).isEqualTo(3);
    assertThat(Arrays.copyOfRange(screen.rgb(), 27, 33)).isEqualTo(outside);
  }

  @Test
  void anEmbeddedProfileDoesNotChangeTheColours() throws IOException {
    byte[] jpeg = BadPictureTest.image("jpg", 20, 20);
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    ByteBuffer segment = ByteBuffer.allocate(18 + profile.length);
    segment.putShort((short) 0xFFE2).putShort((short) (16 + profile.length));
    segment.put("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1)).put(profile);

    Picture picture = reader.read(inserted(jpeg, 20, segment.array()), "profile.jpg");

    assertThat(picture.rgb()).isEqualTo(reader.read(jpeg, "plain.jpg").rgb());
  }

  @Test
  void damagedNotesDoNotCostThePicture() throws IOException {
    byte[] jpeg = BadPictureTest.image("jpg", 20, 20);
    byte[] exif = exif(6);
    exif[4] = 127; // the directory is said to lie far outside
    ByteBuffer segment = ByteBuffer.allocate(10 + exif.length);
    segment.putShort((short) 0xFFE1).putShort((short) (8 + exif.length));
    segment.put("Exif\0\0".getBytes(ISO_8859_1)).put(exif);

    Picture picture = reader.read(inserted(jpeg, 20, segment.array()), "notes.jpg");

    assertThat(picture.rgb()).isEqualTo(reader.read(jpeg, "plain.jpg").rgb());
  }

  /** EXIF with nothing but an orientation, in the byte order that is less usual. */
  private static byte[] exif(int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(26).order(ByteOrder.BIG_ENDIAN);
    exif.put("MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return exif.array();
  }

  private static byte[] inserted(byte[] file, int at, byte[] piece) {
    ByteBuffer whole = ByteBuffer.allocate(file.length + piece.length);
    whole.put(file, 0, at).put(piece).put(file, at, file.length - at);
    return whole.array();
  }
}
