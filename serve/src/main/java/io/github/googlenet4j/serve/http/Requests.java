package io.github.googlenet4j.serve.http;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.text.PrintableText;
import io.javalin.http.Context;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What routes ask of a request. */
final class Requests {
  private static final byte[] NOTHING = {};

  private Requests() {}

  /**
   * The whole body.
   *
   * @throws Refusal if it was too large to be read
   */
  static byte[] body(Context context) {
    @Nullable Refusal refusal = context.attribute(BodyHandler.REFUSAL);
    if (refusal != null) {
      throw refusal;
    }
    byte @Nullable [] body = context.attribute(BodyHandler.BODY);
    return body == null ? NOTHING : body;
  }

  /** A whole number of the query, from 1. */
  static int number(Context context, String name, int otherwise) {
    @Nullable String text = context.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw bad(name, "an integer from 1", text);
  }

  /** {@code <name>: expected <x>, found <y>.} */
  static Refusal bad(String name, String expected, String found) {
    return new Refusal(
        Outcome.BAD_REQUEST,
        "%s: expected %s, found %s. Change it."
            .formatted(name, expected, PrintableText.of(PrintableText.shortened(found))));
  }

  /** A header in lower case; empty if there is none. */
  static String header(Context context, String name) {
    @Nullable String value = context.header(name);
    return value == null ? "" : value.toLowerCase(Locale.ROOT);
  }

  /** Whether the client would rather read text than JSON. */
  static boolean wantsText(Context context) {
    String accept = header(context, "Accept");
    int text = accept.indexOf("text/plain");
    int json = accept.indexOf("application/json");
    return text >= 0 && (json < 0 || text < json);
  }
}
