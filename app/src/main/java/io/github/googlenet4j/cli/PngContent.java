package io.github.googlenet4j.cli;

import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.image.Picture;
import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture as a PNG file of 8-bit RGB, not interlaced. */
record PngContent(Picture picture) implements AtomicFile.Content {
  private static final ComponentColorModel RGB =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          ComponentColorModel.OPAQUE,
          DataBuffer.TYPE_BYTE);

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    OutputStream bytes = Channels.newOutputStream(channel);
    // Not ImageIO.createImageOutputStream, which may use a file on disk.
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(image());
    } finally {
      writer.dispose();
    }
  }

  /** The picture's own array, not a copy. */
  private BufferedImage image() {
    byte[] rgb = picture.rgb();
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(rgb, rgb.length),
            picture.width(),
            picture.height(),
            3 * picture.width(),
            3,
            new int[] {0, 1, 2},
            new Point());
    return new BufferedImage(RGB, raster, false, null);
  }
}
