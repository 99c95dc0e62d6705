package io.github.googlenet4j.serve.watch;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.serve.load.Admission;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Looks at the files once a second, and takes changed ones over: opened and tried first, then put
 * in the place of the old model, which answers what it was asked before its memory is given back. A
 * file that is no model changes nothing but the log.
 *
 * <p>It looks, instead of being told: file systems of clusters tell nobody. A file counts as
 * changed once it looks the same twice in a row, because many programs write a file bit by bit.
 */
public final class ModelWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ModelWatch.class.getName());
  private static final long PAUSE_MILLIS = 1000;

  private final ModelFiles files;
  private final ServedModels models;
  private final Admission admission;
  private final EngineOptions engine;
  private final Map<String, FileState> taken = new HashMap<>();
  private final Map<String, FileState> seen = new HashMap<>();
  private final Thread thread;
  private boolean closed;
  private String complaint = "";

  private ModelWatch(
      ModelFiles files, ServedModels models, Admission admission, EngineOptions engine) {
    this.files = files;
    this.models = models;
    this.admission = admission;
    this.engine = engine;
    models.all().forEach(model -> taken.put(model.name(), FileState.of(model.file())));
    this.thread = new Thread(this::loop, "model-watch");
    thread.setDaemon(true);
  }

  /** Starts to look. */
  public static ModelWatch start(
      ModelFiles files, ServedModels models, Admission admission, EngineOptions engine) {
    ModelWatch watch = new ModelWatch(files, models, admission, engine);
    watch.thread.start();
    return watch;
  }

  private void loop() {
    while (pause()) {
      try {
        look();
        complaint = "";
      } catch (IOException | RuntimeException e) {
        String line = String.valueOf(e.getMessage());
        if (!line.equals(complaint)) {
          LOG.warning(line + " All models stay as they are.");
        }
        complaint = line;
      }
    }
  }

  private synchronized boolean pause() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    for (long left = PAUSE_MILLIS;
        !closed && left > 0;
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        closed = true; // nobody interrupts this thread
      }
    }
    return !closed;
  }

  private void look() throws IOException {
    Map<String, Path> now = files.list();
    for (Map.Entry<String, Path> each : now.entrySet()) {
      String name = each.getKey();
      FileState state = FileState.of(each.getValue());
      boolean still = state.equals(seen.put(name, state));
      if (still && !state.equals(taken.get(name))) {
        taken.put(name, state);
        takeOver(name, each.getValue(), state);
      }
    }
    for (ServedModel model : models.all()) {
      String name = model.name();
      if (!now.containsKey(name)) {
        boolean still = FileState.NONE.equals(seen.put(name, FileState.NONE));
        if (still && models.all().size() > 1) {
          LOG.info("model " + name + ": its file is gone, and it with it");
          taken.remove(name);
          models.remove(name).ifPresent(admission::leave);
        }
      }
    }
  }

  private void takeOver(String name, Path file, FileState state) {
    if (state.equals(FileState.NONE)) {
      LOG.warning("model " + name + ": its file is gone. The old model goes on to answer.");
      return;
    }
    Optional<ServedModel> old = models.find(name);
    int version = old.map(model -> Integer.parseInt(model.version())).orElse(0) + 1;
    ServedModel opened;
    try {
      opened = ServedModel.open(name, Integer.toString(version), file, engine);
    } catch (IOException | RuntimeException e) {
      LOG.warning(
          "%s %s"
              .formatted(
                  e.getMessage(),
                  old.isPresent() ? "The old model goes on to answer." : "It does not answer."));
      return;
    }
    models.put(opened);
    LOG.info("model %s: version %d answers now".formatted(name, version));
    old.ifPresent(admission::leave);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    Uninterrupted.join(thread);
  }
}
