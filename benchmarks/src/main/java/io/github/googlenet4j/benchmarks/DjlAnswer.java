package io.github.googlenet4j.benchmarks;

import ai.djl.Model;
import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;

/** The answer of DJL on PyTorch with its own GoogLeNet, whose weights are random. */
final class DjlAnswer implements Contestant {
  static final int SIDE = 224;
  static final int CLASSES = 1000;

  private final Model model;
  private final NDManager manager;
  private final Predictor<NDList, NDList> predictor;
  private final NDList pictures;

  /** Takes the batch. */
  DjlAnswer(int size) {
    model = model(size);
    manager = NDManager.newBaseManager();
    predictor = model.newPredictor(new NoopTranslator(null));
    pictures = new NDList(manager.randomUniform(0, 1, shape(size)));
  }

  /** DJL's own network for batches of that size. */
  static Model model(int size) {
    Model model = Model.newInstance("googlenet", "PyTorch");
    Block block = GoogLeNet.builder().setOutSize(CLASSES).build();
    block.initialize(model.getNDManager(), DataType.FLOAT32, shape(size));
    model.setBlock(block);
    return model;
  }

  private static Shape shape(int size) {
    return new Shape(size, 3, SIDE, SIDE);
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    // What DJL computes on the way belongs to its input's manager, and is freed with it.
    try (NDManager run = manager.newSubManager()) {
      pictures.attach(run);
      try (NDList answer = predictor.predict(pictures)) {
        answer.singletonOrThrow().getFloat(0, 0);
      }
      pictures.attach(manager);
    } catch (TranslateException e) {
      throw new IllegalStateException(e);
    }
    return 1e-9 * (System.nanoTime() - start);
  }

  @Override
  public int runs() {
    return 5;
  }

  @Override
  public void close() {
    predictor.close();
    manager.close();
    model.close();
  }
}
