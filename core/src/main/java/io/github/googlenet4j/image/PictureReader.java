package io.github.googlenet4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * Reads pictures: JPEG, PNG, GIF (first frame), BMP, TIFF (first image), WebP and PNM. The format
 * is recognised from the bytes, not from the name.
 *
 * <p>A picture comes upright (EXIF orientation), as RGB bytes: grey in all three colours, palettes
 * looked up, alpha over white, 16 bits cut to 8, CMYK without a profile. Colour profiles are
 * ignored. All of this is what Pillow does, because the published weights were trained and measured
 * with it; JPEGs give the same bytes as there.
 *
 * <p>Files are taken to be hostile. {@link PictureLimits} are compared with the file's size and
 * with its header before memory is taken for pixels, and every failure is a {@link
 * PictureException} of one line. A decoder that takes longer than they allow is stopped, and so is
 * one whose thread is interrupted. Nothing is written to disk, and no setting of ImageIO is used or
 * changed. Immutable and safe for concurrent callers.
 */
public final class PictureReader {

  private static final int FIRST_BYTES = 64;

  private final PictureLimits limits;

  /** Refuses pictures beyond these limits. */
  public PictureReader(PictureLimits limits) {
    this.limits = limits;
  }

  /** The names of the formats that are read. */
  public static List<String> formats() {
    return Arrays.stream(PictureFormat.values()).map(PictureFormat::toString).toList();
  }

  /** Whether a file that can be read begins like one of the formats that are read. */
  public static boolean begins(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(FIRST_BYTES);
      return PictureFormat.of(new PictureFile(file.toString(), first, PictureLimits.DEFAULT))
          != null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether every JPEG has the same bytes as in Pillow on this JDK. With builds that bring libjpeg
   * 6b instead of the system's libjpeg-turbo, two rare kinds differ by up to 30 levels: 4:4:0, and
   * progressive pictures whose last scans are missing. They have a note then.
   */
  public static boolean decodesJpegAsPillow() {
    return JpegDecoder.AS_PILLOW;
  }

  /**
   * The picture in this file.
   *
   * @throws PictureException if there is no such file, it cannot be read, or it is no picture
   *     within the limits
   * @throws CancellationException if the calling thread is interrupted while it decodes
   */
  public Picture read(Path path) throws PictureException {
    return inspect(path).picture();
  }

  /**
   * The picture in the bytes of a file.
   *
   * @param name what the picture is called in the message of an exception
   * @throws PictureException where it is no picture within the limits
   * @throws CancellationException if the calling thread is interrupted while it decodes
   */
  public Picture read(byte[] bytes, String name) throws PictureException {
    return inspect(bytes, name).picture();
  }

  /**
   * The picture in this file, with its format and notes on what was done to its pixels.
   *
   * @throws PictureException if there is no such file, it cannot be read, or it is no picture
   *     within the limits
   * @throws CancellationException if the calling thread is interrupted while it decodes
   */
  public PictureInspection inspect(Path path) throws PictureException {
    return use(path, inspection -> inspection);
  }

  /**
   * The picture in the bytes of a file, with its format and notes on what was done to its pixels.
   *
   * @param name what the picture is called in the message of an exception
   * @throws PictureException where it is no picture within the limits
   * @throws CancellationException if the calling thread is interrupted while it decodes
   */
  public PictureInspection inspect(byte[] bytes, String name) throws PictureException {
    return PictureMemory.use(name, () -> decoded(bytes, name), inspection -> inspection);
  }

  /**
   * Reads the picture in this file and hands it to {@code action} while no other picture that is
   * read this way may need its memory. Where memory does not suffice for all that are read at the
   * same time, this one is read again alone, and refused only if it does not suffice then.
   *
   * @param action may be called again if memory does not suffice for it
   * @return what the action returns
   * @throws PictureException if there is no such file, it cannot be read, or it is no picture
   *     within the limits
   * @throws CancellationException if the calling thread is interrupted while it decodes
   */
  public <T> T use(Path path, Function<PictureInspection, T> action) throws PictureException {
    String name = path.toString();
    return PictureMemory.use(name, () -> decoded(bytes(path, name), name), action);
  }

  private PictureInspection decoded(byte[] bytes, String name) throws PictureException {
    PictureFile file = new PictureFile(name, bytes, limits);
    if (bytes.length == 0) {
      throw file.refusal(PictureFormat.ANY, "an empty file", "Copy the file again.");
    }
    if (bytes.length > limits.bytes()) {
      throw tooLarge(name, bytes.length);
    }
    PictureFormat format = PictureFormat.of(file);
    if (format == null) {
      UnreadKind other = UnreadKind.of(file);
      throw other == null
          ? file.refusal(PictureFormat.ANY, kind(bytes), "Convert it to one of these.")
          : file.refusal(PictureFormat.ANY, other.name(), other.advice());
    }
    try {
      Picture picture = format.read(file);
      file.budget().checkRefusal();
      return new PictureInspection(picture, format.toString(), List.copyOf(file.notes()));
    } catch (IOException | RuntimeException e) {
      throw refused(file, format, e);
    }
  }

  /** What a failed decoder means to a caller. */
  private static PictureException refused(PictureFile file, PictureFormat format, Exception e) {
    if (file.budget().interrupted()) {
      throw new CancellationException("interrupted while " + file.name() + " was read");
    }
    if (file.budget().refusal() != null) {
      return file.budget().refusal(); // a decoder may have made another exception of it
    }
    if (e instanceof PictureException refusal) {
      return refusal;
    }
    if (e.getCause() instanceof OutOfMemoryError memory) {
      throw memory;
    }
    // Decoders throw many kinds of exceptions on damaged bytes; they mean the same to a caller.
    return file.damaged(format, e);
  }

  /**
   * The picture in an image of any layout that Java has. Its samples are not converted.
   *
   * @throws IllegalArgumentException where it is too large for an array, or has floating point or
   *     more than 16 bits a sample
   */
  public static Picture of(BufferedImage image) {
    long bytes = 3L * image.getWidth() * image.getHeight();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "picture: expected at most %d bytes of RGB, found %d (%dx%d). Shrink it first."
              .formatted(Integer.MAX_VALUE - 8, bytes, image.getWidth(), image.getHeight()));
    }
    return RgbConversion.copy(image);
  }

  private byte[] bytes(Path path, String name) throws PictureException {
    if (Files.isDirectory(path)) {
      throw new PictureException(name, "a picture file", "a folder", "Name a file in it.", null);
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) { // reading a pipe may never end
      throw new PictureException(
          name, "a picture file", "a device or pipe", "Copy it to a file first.", null);
    }
    try (InputStream in = Files.newInputStream(path)) {
      long size = Files.size(path);
      if (size > limits.bytes()) {
        throw tooLarge(name, size);
      }
      // Not readAllBytes, which takes twice the memory while it reads.
      byte[] bytes = new byte[(int) size];
      int length = in.readNBytes(bytes, 0, bytes.length);
      if (length < size) { // the file became shorter meanwhile
        return Arrays.copyOf(bytes, length);
      }
      byte[] more = in.readNBytes((int) (limits.bytes() - size) + 1);
      if (more.length > 0) { // a growing file, or one that does not say its size
        bytes = Arrays.copyOf(bytes, Math.toIntExact(size + more.length));
        System.arraycopy(more, 0, bytes, (int) size, more.length);
      }
      if (bytes.length > limits.bytes()) {
        throw tooLarge(name, bytes.length);
      }
      return bytes;
    } catch (PictureException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new PictureException(
          name, "a picture file", "nothing of that name", "Check the path.", e);
    } catch (AccessDeniedException e) {
      throw new PictureException(
          name,
          "a readable file",
          "no permission to read it",
          "Change its permissions or its owner.",
          e);
    } catch (IOException e) {
      throw new PictureException(
          name,
          "a readable file",
          "an error of the disk or network",
          "Try again, or copy the file elsewhere.",
          e);
    }
  }

  private PictureException tooLarge(String name, long size) {
    return new PictureException(
        name,
        "at most " + limits.bytes() + " bytes",
        Long.toString(size),
        "Make the picture smaller or raise the limit of bytes.",
        null);
  }

  private static String kind(byte[] bytes) {
    int length = Math.min(FIRST_BYTES, bytes.length);
    String start = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return start.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\n' || c == '\r' || c == '\t')
        ? "text"
        : "bytes of another kind";
  }
}
