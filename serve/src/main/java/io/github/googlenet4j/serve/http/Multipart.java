package io.github.googlenet4j.serve.http;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/** Pictures in the parts of a form. */
final class Multipart {
  private static final String TYPE = "multipart/form-data";
  private static final int LONGEST_HEADERS = 8 << 10;

  private Multipart() {}

  /**
   * A part.
   *
   * @param name of its file, as the client says; a number where it says none
   * @param bytes of it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(String name, byte[] bytes) {}

  /** The form's boundary, if the request is one: its body begins with what its header says. */
  static Optional<String> boundary(Context context, byte[] body) {
    @Nullable String type = context.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
      return Optional.empty();
    }
    @Nullable String boundary = MultiPart.extractBoundary(type);
    boolean begins = body.length > 1 && body[0] == '-' && body[1] == '-';
    return begins ? Optional.ofNullable(boundary) : Optional.empty();
  }

  /**
   * The parts that have a file's name, or all of them where none has one.
   *
   * @throws Refusal if it is no form, or has too many parts or none
   */
  static List<Part> parts(String boundary, byte[] body, int most) {
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxParts(most);
    parser.setMaxLength(body.length);
    parser.setMaxFileSize(body.length);
    parser.setMaxMemoryFileSize(body.length);
    parser.setPartHeadersMaxLength(LONGEST_HEADERS);
    CompletableFuture<MultiPartFormData.Parts> parsed = new CompletableFuture<>();
    parser.parse(Content.Source.from(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parsed));
    try (MultiPartFormData.Parts parts = parsed.join()) {
      List<Part> files = new ArrayList<>();
      List<Part> others = new ArrayList<>();
      for (MultiPart.Part part : parts) {
        @Nullable String file = part.getFileName();
        byte[] bytes = bytes(Content.Source.asByteBuffer(part.getContentSource()));
        (file == null ? others : files)
            .add(new Part(file == null ? "picture " + others.size() : file, bytes));
      }
      List<Part> pictures = files.isEmpty() ? others : files;
      if (pictures.isEmpty()) {
        throw new Refusal(
            Outcome.BAD_REQUEST, "form: expected a picture in it, found none. Add one.");
      }
      return pictures;
    } catch (IOException
        | CompletionException
        | IllegalArgumentException
        | IllegalStateException e) {
      throw Requests.bad("form", "at most " + most + " whole parts", "it damaged, or more");
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
