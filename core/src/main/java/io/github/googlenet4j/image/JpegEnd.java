package io.github.googlenet4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadUpdateListener;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Whether a JPEG's bytes end before its picture does, and how much is missing.
 *
 * <p>Programs that lose the last bytes of a file are common, and browsers show what is there. A
 * picture is read where all but its end is: the end marker may be missing, and of a baseline JPEG
 * the last tenth of the rows, or two rows of blocks of a small one, which are grey then. Of a
 * progressive JPEG each scan has the whole picture; what is missing is detail everywhere. So the
 * last bits of each coefficient must have begun: only the very last scan may be cut.
 */
final class JpegEnd implements IIOReadUpdateListener, IIOReadWarningListener {

  /** Libjpeg's words for data that end within a scan (jerror.h, JWRN_HIT_MARKER). */
  private static final String CUT = "premature end of data segment";

  /** The words that libjpeg's messages about damage begin with; others are the JDK's own. */
  private static final String DAMAGE = "Corrupt JPEG data";

  private static final int ALL = Integer.MAX_VALUE;

  private final PictureFile file;
  private final PictureStream stream;
  private final JpegScans scans;
  private final int height;
  private int rows;
  private int wholeAtCut = ALL;
  private int wholeAtEnd = ALL;
  private boolean otherDamage;

  JpegEnd(PictureFile file, PictureStream stream, JpegScans scans, int height) {
    this.file = file;
    this.stream = stream;
    this.scans = scans;
    this.height = height;
  }

  /** Follows this reader, which decodes the stream. */
  void watch(ImageReader reader) {
    reader.addIIOReadUpdateListener(this);
    reader.addIIOReadWarningListener(this);
  }

  /**
   * Notes what is missing after the picture was decoded.
   *
   * @throws PictureException if it is too much
   */
  void check() throws IOException {
    if (!stream.exhausted()) {
      return;
    }
    if (scans.progressive()) {
      if (!scans.complete()) {
        throw file.cutOff(PictureFormat.JPEG, null);
      }
      file.noteDamage("end missing, perhaps details of the last scan");
      return;
    }
    // Libjpeg tells its first warning only; after another one the end of the bytes must do.
    int whole = otherDamage ? Math.min(wholeAtCut, wholeAtEnd) : wholeAtCut;
    if (whole >= height) {
      file.noteDamage("end marker missing");
      return;
    }
    int missing = height - whole;
    int allowed = Math.max(height / JpegScans.LARGEST_MISSING_SHARE, 2 * scans.rows());
    if (missing > allowed || missing > height / 2) {
      throw file.cutOff(PictureFormat.JPEG, null);
    }
    file.noteDamage("last rows missing, at most " + missing + " of " + height);
  }

  @Override
  public void imageUpdate(
      ImageReader source,
      BufferedImage image,
      int x,
      int y,
      int width,
      int height,
      int periodX,
      int periodY,
      int[] bands) {
    if (wholeAtEnd == ALL && stream.exhausted()) {
      wholeAtEnd = rows;
    }
    rows = y + height;
  }

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    if (warning.contains(CUT)) {
      wholeAtCut = Math.min(wholeAtCut, rows);
    } else if (warning.startsWith(DAMAGE)) {
      otherDamage = true;
    }
  }

  @Override
  public void passStarted(
      ImageReader source,
      BufferedImage image,
      int pass,
      int first,
      int last,
      int x,
      int y,
      int periodX,
      int periodY,
      int[] bands) {}

  @Override
  public void passComplete(ImageReader source, BufferedImage image) {}

  @Override
  public void thumbnailPassStarted(
      ImageReader source,
      BufferedImage image,
      int pass,
      int first,
      int last,
      int x,
      int y,
      int periodX,
      int periodY,
      int[] bands) {}

  @Override
  public void thumbnailUpdate(
      ImageReader source,
      BufferedImage image,
      int x,
      int y,
      int width,
      int height,
      int periodX,
      int periodY,
      int[] bands) {}

  @Override
  public void thumbnailPassComplete(ImageReader source, BufferedImage image) {}
}
