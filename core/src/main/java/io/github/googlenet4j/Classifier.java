package io.github.googlenet4j;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.ensemble.Answer;
import io.github.googlenet4j.ensemble.Ensemble;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Classifies pictures: gives the most probable classes of each.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.open(Path.of("model.safetensors"))) {
 *   Prediction best = classifier.classify(Path.of("shoe.jpg")).get(0);
 *   System.out.println(best.label() + " " + best.probability());
 * }
 * }</pre>
 *
 * <p>A classifier is made from a model file. The file holds the network and its weights, the names
 * of the classes, and how a picture is prepared for the network. It runs on the best {@linkplain
 * Engine engine} on the class path. Opening takes some tenths of a second, because the network is
 * compiled for this CPU; open one classifier and keep it.
 *
 * <p><b>Pictures</b> are JPEG, PNG, GIF (first frame), BMP, TIFF, WebP or PNM, colour or grey, with
 * alpha (over white) or without, 8 or 16 bits, RGB or CMYK, turned upright by their EXIF
 * orientation. They are resized byte for byte as Pillow does, which published accuracies were
 * measured with. A {@link BufferedImage} is not turned: it does not hold the EXIF orientation.
 *
 * <p><b>Many pictures</b> are faster in {@link #classifyAll}, which reads them on all cores and
 * runs them in batches. A picture that cannot be read is a {@link Result.Refusal} there and does
 * not stop the others; in {@code classify} it is an exception.
 *
 * <p><b>Surer answers</b> cost more runs: {@link ClassifierOptions#withCrops} looks at several
 * squares of each picture, and {@link #of(List, Engine, ClassifierOptions)} asks several models.
 *
 * <p><b>Threads.</b> All methods may be called by many threads at once; each call gets its own
 * answer. {@link ClassifierOptions} sets how many runs work at the same time and on how many cores;
 * by default one run at a time uses all cores.
 *
 * <p><b>Closing.</b> A classifier owns native memory and threads. {@link #close()} waits for
 * running calls and releases both; afterwards calls throw {@link IllegalStateException}.
 */
public final class Classifier implements AutoCloseable {
  private final Ensemble ensemble;
  private final PictureReader reader;
  private final int top;

  private Classifier(Ensemble ensemble, PictureReader reader, int top) {
    this.ensemble = ensemble;
    this.reader = reader;
    this.top = top;
  }

  /**
   * Opens a model file with {@link ClassifierOptions#DEFAULT}.
   *
   * @throws IOException if the file cannot be read or is no valid model file; the message says what
   *     was expected, what was found, and what to do
   * @throws IllegalStateException if no engine on the class path runs on this machine
   */
  public static Classifier open(Path model) throws IOException {
    return open(model, ClassifierOptions.DEFAULT);
  }

  /**
   * Opens a model file.
   *
   * @throws IOException if the file cannot be read or is no valid model file
   * @throws IllegalStateException if no engine on the class path runs on this machine
   * @throws IllegalArgumentException if the engine does not have the precision asked for
   */
  public static Classifier open(Path model, ClassifierOptions options) throws IOException {
    return of(ModelFile.read(model), Engine.best(), options);
  }

  /**
   * Opens several model files, whose answer is the mean of their probabilities.
   *
   * @param models at least one, of the same classes in any order; the first one's order counts
   * @throws IOException if a file cannot be read or is no valid model file
   * @throws IllegalStateException if no engine on the class path runs on this machine
   * @throws IllegalArgumentException if the classes differ, the message names the first labels that
   *     do; or if the engine does not have the precision asked for
   */
  public static Classifier open(List<Path> models, ClassifierOptions options) throws IOException {
    List<Model> read = new ArrayList<>();
    for (Path model : models) {
      read.add(ModelFile.read(model));
    }
    Ensemble.check(read, models.stream().map(Path::toString).toList());
    return of(read, Engine.best(), options);
  }

  /**
   * Makes a classifier from a model in memory, on a given engine.
   *
   * @throws IllegalArgumentException if the engine does not have the precision asked for
   */
  public static Classifier of(Model model, Engine engine, ClassifierOptions options) {
    return of(List.of(model), engine, options);
  }

  /**
   * Makes a classifier from several models, whose answer is the mean of their probabilities.
   *
   * @param models at least one, of the same classes in any order; the first one's order counts
   * @throws IllegalArgumentException if the classes differ, the message names the first labels that
   *     do; or if the engine does not have the precision asked for
   */
  public static Classifier of(List<Model> models, Engine engine, ClassifierOptions options) {
    PictureReader reader = new PictureReader(options.limits());
    List<Crops> crops = List.of(options.crops());
    Ensemble ensemble = new Ensemble(models, crops, engine, options.engine(), reader);
    return new Classifier(ensemble, reader, options.top());
  }

  /** The names of all classes, in the order of {@link Prediction#index()}. */
  public List<String> classes() {
    return ensemble.classes();
  }

  /**
   * Classifies a picture file.
   *
   * @return the most probable classes, the best first
   * @throws IOException if it cannot be read as a picture; the message is one line that says why
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it
   *     decodes
   */
  public List<Prediction> classify(Path picture) throws IOException {
    return classify(reader.read(picture));
  }

  /**
   * Classifies a picture file that is in memory, such as an upload.
   *
   * @return the most probable classes, the best first
   * @throws IOException if it cannot be read as a picture; the message is one line that says why
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it
   *     decodes
   */
  public List<Prediction> classify(byte[] picture) throws IOException {
    return classify(reader.read(picture, "picture"));
  }

  /** Classifies a decoded picture; alpha is blended over white. */
  public List<Prediction> classify(BufferedImage picture) {
    return classify(PictureReader.of(picture));
  }

  private List<Prediction> classify(Picture picture) {
    return ranked(ensemble.answer(picture));
  }

  private List<Prediction> ranked(Answer answer) {
    return Ranking.best(ensemble.classes(), answer.mean(0), 0, top);
  }

  /**
   * Classifies many picture files.
   *
   * @return a result for each, in the order given
   */
  public List<Result> classifyAll(List<Path> pictures) {
    List<Result> results = new ArrayList<>();
    classifyAll(pictures, results::add);
    return results;
  }

  /**
   * Classifies many picture files and passes on the results in order, batch by batch. Only one
   * batch of pictures is in memory at a time.
   *
   * @param each called on the caller's thread, in the order given; an exception that it throws ends
   *     the call
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   * @throws IllegalStateException if the classifier is closed
   */
  public void classifyAll(List<Path> pictures, Consumer<Result> each) {
    Ensemble.Receiver results =
        new Ensemble.Receiver() {
          @Override
          public void result(int index, Answer answer) {
            each.accept(new Result.Answer(pictures.get(index), ranked(answer)));
          }

          @Override
          public void refusal(int index, String reason) {
            each.accept(new Result.Refusal(pictures.get(index), reason));
          }
        };
    ensemble.run(pictures, results, () -> false);
  }

  @Override
  public void close() {
    ensemble.close();
  }
}
