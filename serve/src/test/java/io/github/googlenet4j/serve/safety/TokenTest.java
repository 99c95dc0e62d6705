package io.github.googlenet4j.serve.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
  private static final String SECRET = "0123456789abcdef+/=";

  @TempDir private Path folder = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("token"), text);
  }

  @Test
  void itAcceptsItselfAndNothingElse() throws IOException {
    Token token = Token.read(file("  " + SECRET + "\r\n"));
    assertThat(token.accepts("Bearer " + SECRET)).isTrue();
    assertThat(token.accepts("bearer  " + SECRET + " ")).isTrue();
    assertThat(token.accepts("Bearer " + SECRET + "x")).isFalse();
    assertThat(token.accepts("Bearer " + SECRET.substring(1))).isFalse();
    assertThat(token.accepts("Bearer ")).isFalse();
    assertThat(token.accepts("Bearer")).isFalse();
    assertThat(token.accepts("Basic " + SECRET)).isFalse();
    assertThat(token.accepts(SECRET)).isFalse();
    assertThat(token.accepts("")).isFalse();
    assertThat(token.accepts(null)).isFalse();
  }

  @Test
  void aFileThatHoldsNoneIsRefused() throws IOException {
    String expected =
        folder.resolve("token")
            + ": expected a token of 16 to 4096 printable ASCII characters without spaces, found ";
    String advice = ". Make one with: openssl rand -hex 32";
    assertRefused("", expected + "0 characters" + advice);
    assertRefused("short\n", expected + "5 characters" + advice);
    assertRefused("two words in one line", expected + "other characters" + advice);
    assertRefused("x".repeat(5000), expected + "a larger file" + advice);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Token.read(folder.resolve("none")));
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = file(text);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Token.read(file))
        .withMessage(message);
  }
}
