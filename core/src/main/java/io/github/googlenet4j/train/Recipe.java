package io.github.googlenet4j.train;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.text.PrintableText;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that decides how a network is trained, except the pictures and the first weights.
 *
 * <p>{@link Preset} has recipes that work, {@link #with} changes them, and {@link RecipeFile} reads
 * and writes them as YAML. The same recipe, pictures and start give the same weights, bit for bit,
 * on the same machine with the same number of threads.
 *
 * @param preset the recipe that this one began as
 * @param variant of a network trained from scratch; one that starts from a model keeps its own
 * @param side of the pictures that the trained model sees, in pixels
 * @param trainingSides sides of the pictures in training; the epochs are divided evenly among them.
 *     Things look larger in patches than in whole pictures, so that a side below {@code side} costs
 *     less and does no harm (arXiv 1906.06423); {@code [side]} for the same side throughout
 * @param view how the trained model sees a whole picture
 * @param epochs how often every training picture is seen
 * @param batch pictures whose gradients are computed together
 * @param seed of everything random: weights, order, augmentation, dropout
 * @param freezeUntil stage such as {@code inception_4a}: layers before it are not trained; empty to
 *     train all
 * @param patience epochs without a lower validation loss after which training ends; 0 for never
 * @param calibrate whether the model's logits are divided by the temperature that is best on the
 *     validation part. Epochs are then compared by their loss with the best temperature of each
 */
@JsonPropertyOrder({
  "preset",
  "variant",
  "side",
  "training_sides",
  "view",
  "epochs",
  "batch",
  "seed",
  "freeze_until",
  "patience",
  "calibrate"
})
public record Recipe(
    Preset preset,
    String variant,
    int side,
    List<Integer> trainingSides,
    View view,
    int epochs,
    int batch,
    long seed,
    String freezeUntil,
    int patience,
    boolean calibrate,
    Optimization optimization,
    Heads heads,
    Data data,
    Augmentation augmentation,
    Machine machine) {

  /**
   * How a trained model sees a whole picture. Training uses patches of undistorted pictures, so
   * that a model that was trained on squashed pictures can learn to see undistorted ones.
   *
   * @param fit squash (both sides are resized to the same length) or short_side (the aspect ratio
   *     stays)
   * @param cropShare side of the central square over the resized side; timm's crop_pct
   */
  public record View(Fit fit, double cropShare) {
    public View {
      between("view.crop_share", cropShare, .1, 1);
    }

    /** The preparation for a network of this side. */
    public Preparation preparation(int side, Filter filter) {
      return new Preparation(fit, (int) Math.rint(side / cropShare), side, filter);
    }
  }

  /** Which rule changes the weights. */
  public enum Rule {
    /** Stochastic gradient descent with momentum. */
    SGD,
    /** Adam with weight decay apart from the gradient. */
    ADAMW
  }

  /** Which average of the weights becomes the model. */
  public enum Averaging {
    /** The weights themselves. */
    NONE,
    /** The exponential moving average, with {@code average_decay}. */
    EXPONENTIAL,
    /** The mean of all updates of the second half of training (Polyak, as in the paper). */
    POLYAK
  }

  /**
   * How weights change.
   *
   * @param rule sgd or adamw
   * @param rate the highest learning rate, that of the heads
   * @param bodyFactor factor of the rate for all layers but the heads; with 0 they do not change,
   *     nor do their running statistics
   * @param biasFactor factor of the rate for biases, besides the other; 2 in the paper's Caffe
   *     files
   * @param schedule the rate over time, one of {@link LearningRateSchedule#names()}
   * @param warmUpEpochs epochs over which the rate rises from 0, before the schedule; fewer than
   *     {@code epochs}
   * @param momentum of SGD; the first beta of AdamW
   * @param nesterov whether SGD uses Nesterov's momentum
   * @param weightDecay factor of the weight decay
   * @param decayAll whether biases and batch normalisation decay too
   * @param clipNorm largest norm of the gradient; 0 for any
   * @param accumulate batches for one update
   * @param average which average of the weights becomes the model
   * @param averageDecay of the exponential average
   */
  public record Optimization(
      Rule rule,
      double rate,
      double bodyFactor,
      double biasFactor,
      String schedule,
      double warmUpEpochs,
      double momentum,
      boolean nesterov,
      double weightDecay,
      boolean decayAll,
      double clipNorm,
      int accumulate,
      Averaging average,
      double averageDecay) {
    public Optimization {
      require(rate > 0 && rate <= 100, "optimization.rate", "above 0 to 100", rate);
      between("optimization.body_factor", bodyFactor, 0, 1000);
      between("optimization.bias_factor", biasFactor, 0, 1000);
      between("optimization.warm_up_epochs", warmUpEpochs, 0, 10_000);
      between("optimization.momentum", momentum, 0, .99999);
      between("optimization.weight_decay", weightDecay, 0, 10);
      between("optimization.clip_norm", clipNorm, 0, 1e9);
      between("optimization.accumulate", accumulate, 1, 100_000);
      between("optimization.average_decay", averageDecay, 0, .9999999);
      require(!nesterov || momentum > 0, "optimization.nesterov", "a momentum above 0", momentum);
      LearningRateSchedule.named(schedule, rate);
    }
  }

  /**
   * The three classifiers.
   *
   * @param auxiliary whether the two auxiliary ones are trained too
   * @param auxiliaryWeight what their losses are multiplied by
   * @param dropout probability before the main classifier
   * @param auxiliaryDropout probability before the others
   */
  public record Heads(
      boolean auxiliary, double auxiliaryWeight, double dropout, double auxiliaryDropout) {
    public Heads {
      between("heads.auxiliary_weight", auxiliaryWeight, 0, 100);
      between("heads.dropout", dropout, 0, .99);
      between("heads.auxiliary_dropout", auxiliaryDropout, 0, .99);
    }
  }

  /**
   * How examples are drawn and labelled.
   *
   * @param balanced whether every class is drawn equally often
   * @param classWeights whether examples of rare classes weigh more
   * @param labelSmoothing share of each label that is spread over all classes
   * @param cache how much memory decoded pictures may take, such as 4g
   */
  public record Data(boolean balanced, boolean classWeights, double labelSmoothing, String cache) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmgt]?)b?");

    public Data {
      between("data.label_smoothing", labelSmoothing, 0, .9);
      if (balanced && classWeights) {
        throw new IllegalArgumentException(
            "recipe data.class_weights: expected false where data.balanced is true, found true. Each corrects for rare classes; together they would do so twice. Choose one.");
      }
      cache = cache.toLowerCase(Locale.ROOT);
      require(SIZE.matcher(cache).matches(), "data.cache", "a size such as 4g or 500m", cache);
    }

    /** The size of the cache in bytes. */
    public long cacheBytes() {
      Matcher size = SIZE.matcher(cache);
      return size.matches()
          ? Long.parseLong(size.group(1)) << (10 * " kmgt".indexOf((size.group(2) + " ").charAt(0)))
          : 0;
    }
  }

  /**
   * The hardware that is used, and how.
   *
   * @param device auto, cpu or cuda
   * @param precision auto, fp32 or bf16
   * @param threads cores; 0 for all
   */
  public record Machine(Device device, Precision precision, int threads) {
    public Machine {
      require(precision != Precision.INT8, "machine.precision", "auto, fp32 or bf16", precision);
      between("machine.threads", threads, 0, 1024);
    }
  }

  public Recipe {
    trainingSides = List.copyOf(trainingSides);
    between("side", side, GoogLeNet.SMALLEST_SIDE, GoogLeNet.LARGEST_SIDE);
    require(!trainingSides.isEmpty(), "training_sides", "at least one side", trainingSides);
    trainingSides.forEach(
        value -> between("training_sides", value, GoogLeNet.SMALLEST_SIDE, GoogLeNet.LARGEST_SIDE));
    between("epochs", epochs, 1, 1_000_000);
    between("batch", batch, 1, 65_536);
    between("patience", patience, 0, 1_000_000);
    if (optimization.warmUpEpochs() >= epochs) {
      throw new IllegalArgumentException(
          ("recipe optimization.warm_up_epochs: expected less than epochs, which is %d, found %s."
                  + " Shorten the warm-up, or train for more epochs.")
              .formatted(epochs, plain(optimization.warmUpEpochs())));
    }
  }

  private static void between(String key, double value, double least, double most) {
    require(
        value >= least && value <= most,
        key,
        "%s to %s".formatted(plain(least), plain(most)),
        plain(value));
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e18
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static void require(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "recipe %s: expected %s, found %s."
              .formatted(
                  key, expected, PrintableText.of(PrintableText.shortened(String.valueOf(found)))));
    }
  }

  /** The same recipe for pictures of another side: the sides in training change in proportion. */
  public Recipe atSide(int other) {
    List<Integer> sides =
        trainingSides.stream()
            .map(value -> value == side ? other : scaled(value, other))
            .distinct()
            .toList();
    return at(other, sides);
  }

  /** Rounded to a multiple of 16, at least 32: the network halves a picture five times. */
  private int scaled(int value, int other) {
    return Math.max(
        GoogLeNet.SMALLEST_SIDE, 16 * (int) Math.rint((double) value * other / side / 16));
  }

  /**
   * The same with another value of a key, as {@link RecipeFile} names them: {@code epochs}, {@code
   * optimization.rate}.
   *
   * @param value a number, a truth value, a text or a list of these
   * @throws IllegalArgumentException if there is no such key, which the message's advice is about,
   *     or the value does not suit it
   */
  public Recipe with(String key, Object value) {
    RecipeChanges changes = RecipeFile.parse("");
    RecipeFile.put(changes, key, value);
    return RecipeFile.with(this, changes);
  }

  /** With this many epochs. */
  public Recipe withEpochs(int value) {
    return with("epochs", value);
  }

  /** With this many pictures in a batch. */
  public Recipe withBatch(int value) {
    return with("batch", value);
  }

  /** With another seed of everything random. */
  public Recipe withSeed(long value) {
    return with("seed", value);
  }

  /** With this patience, in epochs; 0 for training to the end. */
  public Recipe withPatience(int value) {
    return with("patience", value);
  }

  /** With the layers before this stage as they are; empty to train all. */
  public Recipe withFreezeUntil(String stage) {
    return with("freeze_until", stage);
  }

  /** With another highest learning rate. */
  public Recipe withRate(double value) {
    return with("optimization.rate", value);
  }

  /** With another device, precision or number of threads. */
  public Recipe withMachine(Machine value) {
    return with("machine.device", value.device().name())
        .with("machine.precision", value.precision().name())
        .with("machine.threads", value.threads());
  }

  private Recipe at(int other, List<Integer> sides) {
    return new Recipe(
        preset,
        variant,
        other,
        sides,
        view,
        epochs,
        batch,
        seed,
        freezeUntil,
        patience,
        calibrate,
        optimization,
        heads,
        data,
        augmentation,
        machine);
  }

  /** The side of the training pictures in an epoch, counted from 0. */
  public int trainingSide(int epoch) {
    return trainingSides.get((int) ((long) epoch * trainingSides.size() / epochs));
  }

  /** The largest side of the pictures in training. */
  public int largestTrainingSide() {
    return trainingSides.stream().mapToInt(Integer::intValue).max().orElse(side);
  }
}
