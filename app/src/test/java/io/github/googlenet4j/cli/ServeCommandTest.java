package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} refuses before it listens. */
class ServeCommandTest {
  @TempDir private Path folder = Path.of("");

  private static void assertRefused(Call call, int status, String line) {
    assertThat(call.err().lines().toList()).hasSize(1);
    assertThat(call.err()).contains(line);
    assertThat(call.status()).isEqualTo(status);
  }

  @Test
  void aServerNeedsAModel() {
    assertRefused(
        Call.of("serve"),
        2,
        "googlenet: models: expected at least one, found none."
            + " Give a model (--model) or a folder of models.");
  }

  @Test
  void modelsThatAreNoneAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("m.safetensors"), "no model");
    assertRefused(
        Call.of("serve", "--model", "m=" + file), 1, file + ": expected a header length from 2");
    assertRefused(
        Call.of("serve", "--model", "m=" + folder.resolve("none")),
        1,
        folder.resolve("none") + ": expected ");
    assertRefused(
        Call.of("serve", "--model", "m=" + file, "--model", "m=" + file),
        2,
        "--model: expected a name once, found m=" + file + " twice. Choose two names.");
    assertRefused(
        Call.of("serve", "--model", "a/b=" + file),
        2,
        "model name: expected letters, digits, dots, hyphens and underscores, found 'a/b'.");
    assertRefused(
        Call.of("serve", "--models", folder.resolve("none")),
        1,
        "none: expected a folder of model files, found nothing there. Check the path.");
  }

  @Test
  void numbersBeyondTheirRangeAreRefused() {
    assertRefused(
        Call.of("serve", "--model", "m=x", "--port", "70000"),
        2,
        "port: expected 0 to 65535, found 70000. Choose a port in that range.");
    assertRefused(
        Call.of("serve", "--model", "m=x", "--port", "9000", "--grpc-port", "9000"),
        2,
        "gRPC port: expected another one than that of HTTP, found 9000. Choose two ports.");
    assertRefused(
        Call.of("serve", "--model", "m=x", "--queue", "0"),
        2,
        "waiting: expected more than 0, found 0. Choose a larger one.");
  }
}
