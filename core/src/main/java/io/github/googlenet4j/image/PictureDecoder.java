package io.github.googlenet4j.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The ImageIO decoder of each format. It is chosen by its class's name: the order in which ImageIO
 * finds plug-ins depends on the class path.
 *
 * <p>JPEG, PNG and GIF are the JDK's own: its JPEG decoder is libjpeg and gives Pillow's bytes,
 * where TwelveMonkeys' would wrap the same one and add colour management. BMP and TIFF are
 * TwelveMonkeys'; WebP is decoded without ImageIO.
 */
final class PictureDecoder {

  static final PictureDecoder JPEG =
      new PictureDecoder(jdk("com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi"));
  static final PictureDecoder PNG =
      new PictureDecoder(jdk("com.sun.imageio.plugins.png.PNGImageReaderSpi"));
  static final PictureDecoder GIF =
      new PictureDecoder(jdk("com.sun.imageio.plugins.gif.GIFImageReaderSpi"));
  static final PictureDecoder BMP = new PictureDecoder(new BMPImageReaderSpi());
  static final PictureDecoder TIFF = new PictureDecoder(new TIFFImageReaderSpi());

  private final ImageReaderSpi provider;

  private PictureDecoder(ImageReaderSpi provider) {
    this.provider = provider;
  }

  private static ImageReaderSpi jdk(String name) {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
    while (providers.hasNext()) {
      ImageReaderSpi provider = providers.next();
      if (provider.getClass().getName().equals(name)) {
        return provider;
      }
    }
    throw new IllegalStateException(
        "java.desktop: expected the decoder " + name + ", found none. Use a complete JDK or JRE.");
  }

  /** Reads from an open decoder. */
  interface Reading<T> {
    T from(ImageReader reader) throws IOException;
  }

  /** Opens a decoder of its own for this stream, and frees it afterwards. */
  <T> T decode(PictureStream stream, Reading<T> reading) throws IOException {
    ImageReader reader = provider.createReaderInstance();
    try {
      reader.setInput(stream, true, true);
      return reading.from(reader);
    } finally {
      reader.dispose();
    }
  }

  /** The first image of the stream, in the layout that the decoder prefers. */
  BufferedImage firstImage(PictureStream stream) throws IOException {
    return decode(stream, reader -> reader.read(0));
  }
}
