package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.torch.TorchEngine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** A model's answer to a batch in memory, by one of the project's engines. */
final class Answer implements Contestant {
  private final Program program;
  private final FloatBuffer pictures;
  private final int size;

  /** Takes the engine, the precision, the batch and the model file. */
  Answer(List<String> arguments) throws IOException {
    size = Integer.parseInt(arguments.get(2));
    EngineOptions options =
        EngineOptions.DEFAULT.withLargestBatch(size).withPrecision(precision(arguments.get(1)));
    program =
        engine(arguments.get(0))
            .compile(Inference.apply(ModelFile.read(Path.of(arguments.get(3))).network()), options);
    pictures = PicturePipeline.buffer(size * program.input().size());
    fill(pictures, 1);
  }

  /**
   * One of the project's engines, LibTorch's among them.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Engine engine(String name) {
    return Stream.concat(Engine.all().stream(), Stream.of(new TorchEngine()))
        .filter(engine -> engine.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no engine " + name));
  }

  /** As arguments write it. */
  static Precision precision(String name) {
    return Precision.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Noise: neither zeros, nor the same value again and again. */
  static void fill(FloatBuffer pictures, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < pictures.capacity(); i++) {
      pictures.put(i, random.nextInt(256));
    }
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    program.run(pictures, size);
    return 1e-9 * (System.nanoTime() - start);
  }

  @Override
  public int runs() {
    return 5;
  }

  @Override
  public void close() {
    program.close();
  }
}
