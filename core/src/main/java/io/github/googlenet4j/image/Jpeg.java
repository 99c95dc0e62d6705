package io.github.googlenet4j.image;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import javax.imageio.ImageReadParam;

/**
 * Reads JPEG to Pillow's bytes with the JDK's decoder, which is libjpeg.
 *
 * <p>The JDK finds out what the components mean from metadata that libjpeg and Pillow ignore, and
 * converts colours where a profile is embedded, which Pillow does not. So the decoder gets no such
 * metadata: only the tables and scans, after one marker that states the colour model by libjpeg's
 * rules.
 */
final class Jpeg {

  /**
   * How often a picture's samples may be decoded: progressive scans go through them again. Programs
   * write 6 scans of a component, the most eager optimiser 9.
   */
  static final long FAIR = 16;

  private static final ComponentColorModel RGB =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          ComponentColorModel.OPAQUE,
          DataBuffer.TYPE_BYTE);

  private Jpeg() {}

  static Picture read(PictureFile file) throws IOException {
    JpegHeader header = JpegHeader.of(file);
    file.checkSize(PictureFormat.JPEG, header.width(), header.height());
    JpegScans scans = JpegScans.of(file, PictureFormat.JPEG, 0, file.bytes().length);
    scans.plan(file, PictureFormat.JPEG, file.bytes().length, FAIR * scans.samples());
    PictureStream stream = header.withoutMetadata(file);
    JpegEnd end = new JpegEnd(file, stream, scans, header.height());
    try {
      Picture picture =
          header.components() == 4 ? cmyk(header, stream, end) : rgb(header, stream, end);
      end.check();
      if ((scans.tall() || (scans.progressive() && !scans.complete())) && !JpegDecoder.AS_PILLOW) {
        file.note("decoded unlike Pillow by this JDK");
      }
      return header.orientation().upright(file, picture);
    } catch (IOException | RuntimeException e) {
      // An error at the end of the bytes follows from the missing rest.
      if (stream.exhausted()) {
        throw file.cutOff(PictureFormat.JPEG, e);
      }
      throw e;
    }
  }

  /**
   * Grey, RGB and YCbCr: libjpeg converts to RGB. An image whose bytes are in the decoder's own
   * order is filled by plain copies of rows, and its array is the picture's.
   */
  private static Picture rgb(JpegHeader header, PictureStream stream, JpegEnd end)
      throws IOException {
    int width = header.width();
    int height = header.height();
    byte[] rgb = new byte[3 * width * height];
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(rgb, rgb.length),
            width,
            height,
            3 * width,
            3,
            new int[] {0, 1, 2},
            new Point());
    return PictureDecoder.JPEG.decode(
        stream,
        reader -> {
          end.watch(reader);
          ImageReadParam into = reader.getDefaultReadParam();
          into.setDestination(new BufferedImage(RGB, raster, false, null));
          reader.read(0, into);
          return new Picture(width, height, rgb);
        });
  }

  /** CMYK and YCCK, stored inverted as Adobe's programs do and Pillow assumes of all. */
  private static Picture cmyk(JpegHeader header, PictureStream stream, JpegEnd end)
      throws IOException {
    Raster raster =
        PictureDecoder.JPEG.decode(
            stream,
            reader -> {
              end.watch(reader);
              return reader.readRaster(0, null);
            });
    byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
    if (header.ycck()) {
      Cmyk.fromYcck(samples);
    }
    return new Picture(header.width(), header.height(), Cmyk.inverted(samples));
  }
}
