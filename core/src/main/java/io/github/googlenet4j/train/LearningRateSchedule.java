package io.github.googlenet4j.train;

import io.github.googlenet4j.text.PrintableText;
import java.util.List;

/**
 * The learning rate over time. It depends only on the update's number and uses {@link StrictMath},
 * so that a resumed run has the same rates on every machine.
 */
public sealed interface LearningRateSchedule {
  /**
   * The number of an update.
   *
   * @param update number of updates before this one
   * @param updates in the whole training
   * @param updatesPerEpoch updates in an epoch
   */
  record UpdatePosition(long update, long updates, int updatesPerEpoch) {
    /** Share of the training that is done, 0 to below 1. */
    double share() {
      return (double) update / updates;
    }
  }

  /** The rate of an update. */
  double rate(UpdatePosition position);

  /** Half a cosine from the highest rate down to 0 (arXiv 1608.03983, without restarts). */
  record Cosine(double highest) implements LearningRateSchedule {
    @Override
    public double rate(UpdatePosition position) {
      return highest * (1 + StrictMath.cos(Math.PI * position.share())) / 2;
    }
  }

  /**
   * Up along a cosine to the highest rate in the first 30 %, then down along another to almost 0
   * (arXiv 1708.07120); numbers as in {@code torch.optim.lr_scheduler.OneCycleLR}.
   */
  record OneCycle(double highest) implements LearningRateSchedule {
    private static final double RISING = .3;
    private static final double FIRST = 1 / 25.0;
    private static final double LAST = FIRST / 1e4;

    @Override
    public double rate(UpdatePosition position) {
      double top = RISING * position.updates() - 1;
      double end = position.updates() - 1.0;
      return position.update() <= top
          ? between(FIRST * highest, highest, position.update() / Math.max(top, 1e-9))
          : between(highest, LAST * highest, (position.update() - top) / Math.max(end - top, 1e-9));
    }

    private static double between(double from, double to, double share) {
      return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * Math.min(1, share)));
    }
  }

  /** A tenth of the rate after each third of training. */
  record Step(double highest) implements LearningRateSchedule {
    @Override
    public double rate(UpdatePosition position) {
      return highest * StrictMath.pow(.1, Math.floor(3 * position.share()));
    }
  }

  /** {@code (1 - share of training) ^ .5}: Caffe's quick solver for this network. */
  record Polynomial(double highest) implements LearningRateSchedule {
    @Override
    public double rate(UpdatePosition position) {
      return highest * Math.sqrt(1 - position.share());
    }
  }

  /** 4 % less every 8 epochs (paper, section 6). */
  record Paper(double highest) implements LearningRateSchedule {
    @Override
    public double rate(UpdatePosition position) {
      long epoch = position.update() / position.updatesPerEpoch();
      return highest * StrictMath.pow(.96, (double) Math.floorDiv(epoch, 8L));
    }
  }

  /** The same rate throughout. */
  record Constant(double highest) implements LearningRateSchedule {
    @Override
    public double rate(UpdatePosition position) {
      return highest;
    }
  }

  /**
   * A rate that rises linearly over the first epochs, then another schedule over the remaining
   * updates. Throws {@link IllegalArgumentException} if none remain.
   */
  record WarmUp(double epochs, LearningRateSchedule then) implements LearningRateSchedule {
    @Override
    public double rate(UpdatePosition position) {
      long rising = Math.round(epochs * position.updatesPerEpoch());
      long rest = position.updates() - rising;
      if (rest < 1) {
        throw new IllegalArgumentException(
            ("recipe optimization.warm_up_epochs: expected a warm-up of fewer updates than training,"
                    + " which has %d, found %d. Shorten it, or train for more epochs.")
                .formatted(position.updates(), rising));
      }
      if (position.update() >= rising) {
        long update = position.update() - rising;
        return then.rate(new UpdatePosition(update, rest, position.updatesPerEpoch()));
      }
      double first = then.rate(new UpdatePosition(0, rest, position.updatesPerEpoch()));
      return first * (position.update() + 1) / (rising + 1);
    }
  }

  /** The names of all schedules. */
  static List<String> names() {
    return List.of("cosine", "one_cycle", "step", "polynomial", "paper", "constant");
  }

  /**
   * The schedule of that name.
   *
   * @param highest rate
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  static LearningRateSchedule named(String name, double highest) {
    return switch (name) {
      case "cosine" -> new Cosine(highest);
      case "one_cycle" -> new OneCycle(highest);
      case "step" -> new Step(highest);
      case "polynomial" -> new Polynomial(highest);
      case "paper" -> new Paper(highest);
      case "constant" -> new Constant(highest);
      default ->
          throw new IllegalArgumentException(
              "recipe optimization.schedule: expected one of %s, found %s."
                  .formatted(
                      String.join(", ", names()), PrintableText.of(PrintableText.shortened(name))));
    };
  }

  /** This schedule after a warm-up of so many epochs; itself for 0. */
  default LearningRateSchedule withWarmUp(double epochs) {
    return epochs > 0 ? new WarmUp(epochs, this) : this;
  }
}
