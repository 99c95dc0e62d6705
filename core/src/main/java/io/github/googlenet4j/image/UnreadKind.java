package io.github.googlenet4j.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a file is that is not read, by its first bytes, and what to do about it.
 *
 * @param name as in "found a HEIC picture"
 * @param advice a sentence
 */
record UnreadKind(String name, String advice) {

  private static final String CONVERT = "Convert it to JPEG or PNG.";
  private static final String NO_PICTURE = "Name pictures only.";
  private static final UnreadKind AVIF = new UnreadKind("an AVIF picture", CONVERT);
  private static final UnreadKind HEIC =
      new UnreadKind(
          "a HEIC picture",
          "Convert it to JPEG; a phone's camera takes JPEG where it is set to 'most compatible'.");
  private static final UnreadKind RAW =
      new UnreadKind("a camera's raw data", "Develop it to JPEG with the camera's program.");
  private static final UnreadKind VIDEO = new UnreadKind("a video", "Save its frames as JPEG.");

  /** How far into a file its kind may stand. */
  private static final int START = 1024;

  private record Signature(int at, String bytes, UnreadKind kind) {
    static Signature of(String bytes, String name) {
      return new Signature(0, bytes, new UnreadKind(name, CONVERT));
    }

    static Signature of(String bytes, UnreadKind kind) {
      return new Signature(0, bytes, kind);
    }
  }

  private static final List<Signature> SIGNATURES =
      List.of(
          Signature.of("\u00ff\n", "a JPEG XL picture"),
          Signature.of("\0\0\0\fJXL \r\n\u0087\n", "a JPEG XL picture"),
          Signature.of("\0\0\0\fjP  \r\n\u0087\n", "a JPEG 2000 picture"),
          Signature.of("\u00ffO\u00ffQ", "a JPEG 2000 picture"),
          Signature.of("II\u00bc", "a JPEG XR picture"),
          Signature.of("8BPS", "a Photoshop document (PSD)"),
          Signature.of("gimp xcf", "a GIMP document (XCF)"),
          Signature.of("%PDF", "a PDF document"),
          Signature.of("%!PS", "a PostScript document"),
          Signature.of("\0\0\1\0", "an icon (ICO)"),
          Signature.of("\0\0\2\0", "a cursor (CUR)"),
          Signature.of("icns", "an icon (ICNS)"),
          Signature.of("qoif", "a QOI picture"),
          Signature.of("DDS ", "a DDS texture"),
          Signature.of("v/1\1", "an OpenEXR picture"),
          Signature.of("#?R", "a Radiance picture (HDR)"),
          Signature.of("BPG\u00fb", "a BPG picture"),
          Signature.of("FLIF", "a FLIF picture"),
          Signature.of("PF\n", "a PFM picture of floating point"),
          Signature.of("Pf\n", "a PFM picture of floating point"),
          Signature.of("II*\0\20\0\0\0CR\2", RAW),
          Signature.of("FUJIFILMCCD-RAW", RAW),
          Signature.of("IIU\0", RAW),
          Signature.of("IIRO", RAW),
          Signature.of("IIRS", RAW),
          Signature.of("MMOR", RAW),
          Signature.of("FOVb", RAW),
          Signature.of("\0MRM", RAW),
          Signature.of("\32E\u00df\u00a3", VIDEO),
          new Signature(8, "AVI ", VIDEO),
          Signature.of("\0\5\26\7", new UnreadKind("macOS's notes on another file", NO_PICTURE)),
          Signature.of("PK\3\4", new UnreadKind("a ZIP archive", "Unpack it first.")),
          Signature.of("\37\u008b", new UnreadKind("a gzip archive", "Unpack it first.")),
          Signature.of("\u0089HDF\r\n\32\n", new UnreadKind("an HDF5 file", NO_PICTURE)),
          Signature.of(
              "version https://git-lfs",
              new UnreadKind("a pointer of Git LFS", "Fetch the file with 'git lfs pull'.")));

  /** What these bytes are; null if it is not known. */
  static @Nullable UnreadKind of(PictureFile file) {
    for (Signature signature : SIGNATURES) {
      if (file.hasAt(signature.at, signature.bytes)) {
        return signature.kind;
      }
    }
    if (file.hasAt(4, "ftyp")) {
      return byBrand(file);
    }
    String start =
        new String(
                file.bytes(), 0, Math.min(START, file.bytes().length), StandardCharsets.ISO_8859_1)
            .strip()
            .toLowerCase(Locale.ROOT);
    if (start.startsWith("<svg") || (start.startsWith("<?xml") && start.contains("<svg"))) {
      return new UnreadKind("an SVG drawing", CONVERT);
    }
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return new UnreadKind("a web page (HTML)", "Download the picture itself.");
    }
    return null;
  }

  /** Pictures and videos in boxes (ISO/IEC 14496-12): the brands of the first box tell. */
  private static UnreadKind byBrand(PictureFile file) {
    int length = Math.min(file.bytes().length, Math.max(16, file.bytes()[3] & 255));
    String brands = new String(file.bytes(), 8, length - 8, StandardCharsets.ISO_8859_1);
    if (brands.contains("avif") || brands.contains("avis")) {
      return AVIF;
    }
    if (brands.startsWith("crx ")) {
      return RAW;
    }
    for (String brand : List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")) {
      if (brands.contains(brand)) {
        return HEIC;
      }
    }
    return VIDEO;
  }
}
