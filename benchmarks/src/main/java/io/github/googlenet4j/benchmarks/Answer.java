package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.data.PicturePipeline;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Inference;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A model's answer to a batch in memory, by one of the project's engines. */
final class Answer implements Contestant {
  private final Program program;
  private final FloatBuffer pictures;
  private final int size;

  /** Takes the engine, the precision, the batch and the model file. */
  Answer(List<String> arguments) throws IOException {
    size = Integer.parseInt(arguments.get(2));
    Engine engine =
        Engine.all().stream()
            .filter(each -> each.name().equals(arguments.get(0)))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no engine " + arguments.get(0)));
    EngineOptions options =
        EngineOptions.DEFAULT
            .withLargestBatch(size)
            .withPrecision(Precision.valueOf(arguments.get(1).toUpperCase(Locale.ROOT)));
    program =
        engine.compile(
            Inference.apply(ModelFile.read(Path.of(arguments.get(3))).network()), options);
    pictures = PicturePipeline.buffer(size * program.input().size());
    Random random = new Random(1);
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
