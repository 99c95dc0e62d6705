package io.github.googlenet4j.serve.model;

import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.Ranking;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A model that is open and answers under a name. */
public final class ServedModel implements AutoCloseable {
  private final String name;
  private final String version;
  private final Path file;
  private final Model model;
  private final Program program;
  private final String logits;

  private ServedModel(
      String name, String version, Path file, Model model, Program program, String logits) {
    this.name = name;
    this.version = version;
    this.file = file;
    this.model = model;
    this.program = program;
    this.logits = logits;
  }

  /**
   * Opens a model file.
   *
   * @param version as requests write it
   * @throws IOException if it cannot be read or is no valid model file
   * @throws IllegalStateException if no engine on the class path runs on this machine
   * @throws IllegalArgumentException if the engine does not have the precision asked for
   */
  public static ServedModel open(String name, String version, Path file, EngineOptions options)
      throws IOException {
    Model model = ModelFile.read(file);
    Network whole = Inference.apply(model.network());
    String logits = whole.graph().head(Head.MAIN).name();
    Network answering = whole.withProbabilities().withOutputs(List.of(logits));
    return new ServedModel(
        name, version, file, model, Engine.best().compile(answering, options), logits);
  }

  /** Under which it answers. */
  public String name() {
    return name;
  }

  /** As requests write it. */
  public String version() {
    return version;
  }

  /** Where it was read from. */
  public Path file() {
    return file;
  }

  /** What was read. */
  public Model model() {
    return model;
  }

  /** What computes; its main output has the probabilities. */
  public Program program() {
    return program;
  }

  /** The name of the program's output that has the logits. */
  public String logits() {
    return logits;
  }

  /** The most probable classes, the best first. */
  public List<Prediction> best(float[] probabilities, int from, int top) {
    return Ranking.best(model.classes(), probabilities, from, top);
  }

  @Override
  public void close() {
    program.close();
  }
}
