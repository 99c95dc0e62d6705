package io.github.googlenet4j.benchmarks;

import ai.djl.Model;
import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** One step of DJL with its own GoogLeNet, which has no auxiliary heads and no LRN. */
final class DjlTrainingStep implements Contestant {
  private static final int SIDE = 224;

  private final Model model;
  private final Trainer trainer;
  private final NDArray pictures;
  private final NDArray labels;

  /** Takes the batch. */
  DjlTrainingStep(int size) {
    model = Model.newInstance("googlenet", "PyTorch");
    model.setBlock(GoogLeNet.builder().setOutSize(TrainingStep.CLASSES).build());
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(
                    Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(1e-5f))
                        .optMomentum(.9f)
                        .build()));
    Shape shape = new Shape(size, 3, SIDE, SIDE);
    trainer.initialize(shape);
    NDManager manager = trainer.getManager();
    pictures = manager.randomUniform(0, 1, shape);
    labels = manager.arange(size).mod(TrainingStep.CLASSES).toType(DataType.FLOAT32, false);
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    try (NDManager scope = trainer.getManager().newSubManager()) {
      NDList data = new NDList(pictures.duplicate());
      NDList expected = new NDList(labels.duplicate());
      data.attach(scope);
      expected.attach(scope);
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList answers = trainer.forward(data, expected);
        NDArray loss = trainer.getLoss().evaluate(expected, answers);
        gradients.backward(loss);
        loss.getFloat();
      }
      trainer.step();
    }
    return 1e-9 * (System.nanoTime() - start);
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
