package io.github.googlenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without any engine on the class path, as core alone has none. */
class TrainingTest {
  @TempDir private Path place = Path.of("");

  private Training.Request request() throws IOException {
    for (String label : List.of("cat", "dog")) {
      DrawnPictures.fill(place.resolve("data").resolve(label), 4, label.hashCode());
    }
    return Training.Request.of(place.resolve("data"), place.resolve("run"));
  }

  @Test
  void aRequestHasDefaults() throws IOException {
    Training.Request request = request();
    assertThat(request.model()).isEmpty();
    assertThat(request.recipe()).isEmpty();
    assertThat(request.split()).isEqualTo(Split.DEFAULT);
    assertThat(request.replace()).isFalse();
    Training.Request other =
        request.withRecipe(Preset.PAPER.recipe()).withSplit(new Split(.2, .2, 1)).withReplace(true);
    assertThat(other)
        .isEqualTo(
            new Training.Request(
                request.data(),
                request.folder(),
                Optional.empty(),
                Optional.of(Preset.PAPER.recipe()),
                new Split(.2, .2, 1),
                true));
  }

  @Test
  void withoutAnEngineTheEarlierRunStays() throws IOException {
    Path run = Files.createDirectories(place.resolve("run"));
    Files.writeString(run.resolve("model.safetensors"), "precious");
    Training.Request request = request().withReplace(true);
    assertThatThrownBy(() -> Training.start(request))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("training: expected an engine that runs on this machine, found ");
    assertThat(run.resolve("model.safetensors")).hasContent("precious");
    assertThat(run.toFile().list()).hasSize(1);
  }

  /** At each file that is found, looked at or hashed; later an engine would be missed. */
  @Test
  void aStopEndsTheScanningOfTheDataAtTheNextFile() throws IOException {
    Training.Request request = request();
    for (int files = 0; files < 26; files++) {
      AtomicInteger asked = new AtomicInteger();
      int last = files;
      TrainingResult result =
          Training.start(request, new TrainingListener() {}, () -> asked.getAndIncrement() >= last);
      assertThat(result.status()).isEqualTo(TrainingResult.Status.CANCELLED);
      assertThat(asked).hasValue(files + 1);
      assertThat(place.resolve("run")).doesNotExist();
    }
  }

  @Test
  void anEarlierRunIsNotReplacedUnasked() throws IOException {
    Path run = Files.createDirectories(place.resolve("run"));
    Files.writeString(run.resolve("model.safetensors"), "precious");
    Training.Request request = request();
    assertThatThrownBy(() -> Training.start(request))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            run + ": expected a new or empty folder for the run, found files. ");
    assertThat(run.toFile().list()).hasSize(1);
  }

  @Test
  void aPresetThatNeedsAModelIsRefusedWithout() throws IOException {
    Training.Request request = request().withRecipe(Preset.FEATURES.recipe());
    assertThatThrownBy(() -> Training.start(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "preset features: expected a model to start from, found none. Give a model, or choose the"
                + " preset scratch.");
    assertThat(place.resolve("run")).doesNotExist();
  }
}
