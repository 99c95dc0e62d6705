package io.github.googlenet4j.weights;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What kind of file the first bytes show. Names say nothing: {@code .bin} and {@code .pt} stand for
 * several kinds.
 *
 * @param reads who reads it
 * @param found what it is called where nobody does; empty where somebody does
 * @param advice what to do then
 */
record FileKind(Reads reads, String found, String advice) {
  /** How many bytes are looked at: up to a tar archive's mark. */
  static final int LOOKED_AT = 262;

  /** Who reads a kind of file. */
  enum Reads {
    PYTORCH,
    CAFFE,
    ONNX,
    SAFETENSORS,
    SAFETENSORS_INDEX,
    NOBODY
  }

  private static final int TAR_MARK = 257;
  private static final String DOWNLOAD = "Download the file itself.";

  /** The kind of a file that begins with these bytes, at most {@link #LOOKED_AT}. */
  static FileKind of(byte[] start) {
    if (begins(start, "PK\3\4") || isPickle(start)) {
      return new FileKind(Reads.PYTORCH, "", "");
    }
    if (start.length > 8 && start[8] == '{') {
      // A header's length, of which the last bytes are 0, then the header.
      if (start[5] == 0 && start[6] == 0 && start[7] == 0) {
        return new FileKind(Reads.SAFETENSORS, "", "");
      }
    }
    if (text(start).startsWith("{")) {
      return new FileKind(Reads.SAFETENSORS_INDEX, "", "");
    }
    FileKind unread = unread(start);
    if (unread != null) {
      return unread;
    }
    // Protobuf: the field's number and how it is stored. Field 1 is ONNX's version of the format, a
    // number, or Caffe's name of the network, a string; Caffe's layers are 2 and 100.
    if (begins(start, "\b")) {
      return new FileKind(Reads.ONNX, "", "");
    }
    if (begins(start, "\n") || begins(start, "\22") || begins(start, "\u00a2\6")) {
      return new FileKind(Reads.CAFFE, "", "");
    }
    return nobody(
        start.length == 0
            ? "an empty file"
            : "a file that begins with "
                + HexFormat.ofDelimiter(" ").formatHex(start, 0, Math.min(4, start.length)),
        "Check the path.");
  }

  /** A pickle of protocol 2 or later; PyTorch writes 2. */
  private static boolean isPickle(byte[] start) {
    return start.length > 1 && (start[0] & 0xff) == 0x80 && start[1] >= 2 && start[1] <= 5;
  }

  private static @Nullable FileKind unread(byte[] start) {
    String text = text(start).toLowerCase(Locale.ROOT);
    if (text.startsWith("<")) {
      return nobody("a web page", DOWNLOAD);
    }
    if (text.startsWith("version https://git-lfs")) {
      return nobody("a pointer of Git LFS", DOWNLOAD);
    }
    if (begins(start, "\u001f\u008b") || begins(start, "BZh") || begins(start, "\u00fd7zXZ")) {
      return nobody("a compressed file", "Unpack it first.");
    }
    if (start.length == LOOKED_AT && isTar(start)) {
      return nobody("a tar archive", "Unpack it first.");
    }
    if (begins(start, "\u0089HDF")) {
      return nobody(
          "HDF5, as Keras and some Caffe programs save", "Save the weights as safetensors.");
    }
    if (begins(start, "GGUF")) {
      return nobody("a language model (GGUF)", "Take the weights of a GoogLeNet.");
    }
    if (text.startsWith("name:") || text.startsWith("layer") || text.startsWith("#")) {
      return nobody("text, such as Caffe's description of a network", "Give the .caffemodel.");
    }
    return null;
  }

  private static FileKind nobody(String found, String advice) {
    return new FileKind(Reads.NOBODY, found, advice);
  }

  private static boolean isTar(byte[] start) {
    return Arrays.equals(
        start, TAR_MARK, LOOKED_AT, "ustar".getBytes(StandardCharsets.US_ASCII), 0, 5);
  }

  private static boolean begins(byte[] start, String mark) {
    byte[] bytes = mark.getBytes(StandardCharsets.ISO_8859_1);
    return start.length >= bytes.length
        && Arrays.equals(start, 0, bytes.length, bytes, 0, bytes.length);
  }

  /** The bytes as letters, without blanks before them. */
  private static String text(byte[] start) {
    return new String(start, StandardCharsets.ISO_8859_1).stripLeading();
  }
}
