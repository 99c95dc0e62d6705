package io.github.googlenet4j.explain;

import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.model.GoogLeNet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Says where a model looked.
 *
 * <pre>{@code
 * try (Explainer explainer = Explainer.open(Path.of("model.safetensors"))) {
 *   Explanation why = explainer.explain(Path.of("shoe.jpg"), 1).get(0);
 *   System.out.println(why.label() + " " + why.box());
 * }
 * }</pre>
 *
 * <p>It runs on any {@linkplain Engine engine}, in any precision. Calls take turns: an explainer
 * may be used by several threads, one at a time. It owns native memory and threads until it is
 * closed.
 */
public final class Explainer implements AutoCloseable {
  private static final int TOGETHER = 16;

  private final List<String> classes;
  private final ClassNames names;
  private final Preparation preparation;
  private final ExplainerOptions options;
  private final PictureReader reader;
  private final Maps maps;
  private final FloatBuffer prepared;

  private Explainer(Model model, ExplainerOptions options, Maps maps) {
    this.classes = model.classes();
    this.names = ClassNames.of(model.classes(), model.classIds());
    this.preparation = model.preparation();
    this.options = options;
    this.reader = new PictureReader(options.limits());
    this.maps = maps;
    this.prepared = PicturePipeline.buffer(3 * preparation.crop() * preparation.crop());
  }

  /**
   * Opens a model file with {@link ExplainerOptions#DEFAULT}.
   *
   * @throws IOException if the file cannot be read or is no valid model file
   * @throws IllegalStateException if no engine on the class path runs on this machine
   */
  public static Explainer open(Path model) throws IOException {
    return of(ModelFile.read(model), Engine.best(), ExplainerOptions.DEFAULT);
  }

  /**
   * Makes an explainer of a model in memory, on a given engine.
   *
   * @throws IllegalArgumentException if the engine does not have the precision asked for, or the
   *     side is none that a network can have
   */
  public static Explainer of(Model model, Engine engine, ExplainerOptions options) {
    Model seeing = options.side() == 0 ? model : atSide(model, options.side());
    Network answering = Inference.probabilities(seeing.network());
    if (options.method() == Method.OCCLUSION) {
      EngineOptions batches = options.engine().withLargestBatch(TOGETHER);
      Program program = engine.compile(answering, batches);
      List<Float> mean = model.variant().normalization().mean();
      return new Explainer(seeing, options, new Maps.Occlusion(program, options.stride(), mean));
    }
    String last = answering.graph().node(GoogLeNet.POOLING).input();
    Program program = engine.compile(answering.withOutputs(List.of(last)), options.engine());
    float[] weights = seeing.weights().values(GoogLeNet.CLASSIFIER + ".weight");
    return new Explainer(
        seeing,
        options,
        new Maps.Activation(program, last, answering.graph().shape(last), weights));
  }

  /** With the same share of the picture in the square. */
  private static Model atSide(Model model, int side) {
    Preparation own = model.preparation();
    int resize = (int) Math.rint((double) side * own.resize() / own.crop());
    return new Model(
        model.variant(),
        model.classes(),
        new Preparation(own.fit(), resize, side, own.filter()),
        model.auxiliary(),
        model.weights(),
        model.history(),
        model.quantization());
  }

  /** The names of all classes, in the order of {@link Explanation#index}. */
  public List<String> classes() {
    return classes;
  }

  /**
   * The class of that label, or of that id or index.
   *
   * @throws IllegalArgumentException if there is none, or several of that label; the message names
   *     the nearest
   */
  public int index(String label) {
    return names.index(label);
  }

  /**
   * Why a picture file has the most probable classes.
   *
   * @param top how many of them, from 1
   * @return an explanation for each, the most probable first
   * @throws IOException if it cannot be read as a picture; the message is one line that says why
   */
  public List<Explanation> explain(Path picture, int top) throws IOException {
    return explain(reader.read(picture), top);
  }

  /** The same of a picture file that is in memory. */
  public List<Explanation> explain(byte[] picture, int top) throws IOException {
    return explain(reader.read(picture, "picture"), top);
  }

  /** The same of a decoded picture; alpha is blended over white. */
  public List<Explanation> explain(BufferedImage picture, int top) {
    return explain(PictureReader.of(picture), top);
  }

  /**
   * Why a picture file has the probability of a class.
   *
   * @param label of the class, or its id or index
   * @throws IOException if it cannot be read as a picture; the message is one line that says why
   * @throws IllegalArgumentException if there is no such class
   */
  public Explanation explain(Path picture, String label) throws IOException {
    int index = index(label);
    return explain(reader.read(picture), List.of(index)).get(0);
  }

  /** The same of a picture file that is in memory. */
  public Explanation explain(byte[] picture, String label) throws IOException {
    int index = index(label);
    return explain(reader.read(picture, "picture"), List.of(index)).get(0);
  }

  /** The same of a decoded picture; alpha is blended over white. */
  public Explanation explain(BufferedImage picture, String label) {
    return explain(PictureReader.of(picture), List.of(index(label))).get(0);
  }

  /**
   * Why a picture file has the probabilities of some classes, from one run of the network.
   *
   * @param indices of the classes in the model
   * @return an explanation for each, in the same order
   * @throws IOException if it cannot be read as a picture; the message is one line that says why
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public List<Explanation> explain(Path picture, List<Integer> indices) throws IOException {
    for (int index : indices) {
      Objects.checkIndex(index, classes.size());
    }
    return explain(reader.read(picture), indices);
  }

  private synchronized List<Explanation> explain(Picture picture, int top) {
    float[] probabilities = run(picture);
    List<Integer> best =
        IntStream.range(0, classes.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
            .limit(top)
            .toList();
    return explanations(picture, probabilities, best);
  }

  private synchronized List<Explanation> explain(Picture picture, List<Integer> indices) {
    return explanations(picture, run(picture), indices);
  }

  private float[] run(Picture picture) {
    preparation.into(picture, prepared, 0);
    return maps.probabilities(prepared);
  }

  private List<Explanation> explanations(
      Picture picture, float[] probabilities, List<Integer> indices) {
    SeenArea seen = SeenArea.of(preparation, picture.width(), picture.height());
    Overlay overlay = new Overlay(picture, seen, options.longest());
    List<Explanation> explanations = new ArrayList<>();
    for (int index : indices) {
      ClassMap map = maps.of(index);
      Box box = Region.of(map, options.boxShare(), seen, picture.width(), picture.height());
      String title =
          String.format(Locale.ROOT, "%.1f %%  %s", 100 * probabilities[index], classes.get(index));
      explanations.add(
          new Explanation(
              classes.get(index),
              index,
              probabilities[index],
              options.method(),
              map.rows(),
              box,
              options.legend() ? overlay.draw(map, box, title) : overlay.draw(map, box)));
    }
    return explanations;
  }

  @Override
  public synchronized void close() {
    maps.close();
  }
}
