package io.github.googlenet4j.serve.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.serve.RunningServer;
import io.github.googlenet4j.serve.SampleModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that come, change and go while a server answers. */
class ModelWatchTest {
  private static final byte[] PICTURE = RunningServer.picture(40);

  @TempDir private Path folder = Path.of("");

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited a minute").isLessThan(end);
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  private static String version(RunningServer running, String model) {
    var response = running.send("GET", "/v2/models/" + model, new byte[0]);
    JsonNode versions = RunningServer.json(response).get("versions");
    return versions == null ? "none" : versions.get(0).asText();
  }

  private static String label(RunningServer running, String model) {
    var response = running.send("POST", "/predictions/" + model + "?top=1", PICTURE);
    assertThat(response.statusCode()).isEqualTo(200);
    return RunningServer.json(response).get("predictions").get(0).get("label").asText();
  }

  private void replace(Path file, List<String> labels) throws IOException {
    Path other = SampleModel.write(folder.resolve("other"), labels, Map.of());
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aChangedFileIsTakenOverAndNoRequestIsLost() throws IOException {
    try (RunningServer running = RunningServer.start(folder, options -> options.withWatch(true))) {
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> asking =
          CompletableFuture.supplyAsync(
              () -> {
                int asked = 0;
                for (; !over.get(); asked++) {
                  label(running, "shoes");
                }
                return asked;
              });
      replace(running.file(), List.of("eins", "zwei", "drei"));
      await(() -> version(running, "shoes").equals("2"));
      assertThat(label(running, "shoes")).isIn("eins", "zwei", "drei");
      over.set(true);
      assertThat(asking.join()).isPositive();
    }
  }

  @Test
  void aFileThatIsNoModelChangesNothing() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    try (RunningServer running =
        RunningServer.start(folder, options -> options.withWatch(true).withFolder(models))) {
      Files.writeString(running.file(), "no model");
      // What is looked at after it: once this one answers, the other one has been refused.
      SampleModel.write(models.resolve("new.safetensors"), List.of("a", "b"), Map.of());
      await(() -> version(running, "new").equals("1"));
      assertThat(version(running, "shoes")).isEqualTo("1");
      assertThat(label(running, "shoes")).isIn(RunningServer.LABELS);
      replace(running.file(), List.of("eins", "zwei"));
      await(() -> version(running, "shoes").equals("2"));
      Files.delete(models.resolve("new.safetensors"));
      await(() -> version(running, "new").equals("none"));
    }
  }

  @Test
  void filesAreNamedAfterWhatIsBeforeTheirEnding() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.createFile(models.resolve("b.safetensors"));
    Files.createFile(models.resolve("a.safetensors"));
    Files.createFile(models.resolve(".hidden.safetensors"));
    Files.createFile(models.resolve("notes.txt"));
    Path named = folder.resolve("x");
    assertThat(new ModelFiles(Map.of("c", named), Optional.of(models)).list().keySet())
        .containsExactly("c", "a", "b");
    assertThat(catchThrowable(() -> new ModelFiles(Map.of("a", named), Optional.of(models)).list()))
        .hasMessage(
            "model a: expected one file of that name, found %s and %s. Rename one.",
            named, models.resolve("a.safetensors"));
    assertThat(catchThrowable(() -> new ModelFiles(Map.of("a/b", named), Optional.empty()).list()))
        .hasMessage(
            "model name: expected letters, digits, dots, hyphens and underscores, found 'a/b'. Rename it.");
    assertThat(
            catchThrowable(
                () -> new ModelFiles(Map.of(), Optional.of(folder.resolve("no"))).list()))
        .hasMessage(
            folder.resolve("no")
                + ": expected a folder of model files, found nothing there. Check the path.");
  }
}
