package io.github.googlenet4j.benchmarks;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.CenterCrop;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.translate.TranslateException;
import io.github.googlenet4j.engine.EngineOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same files to ranked labels by DJL: its image classification translator in front of its own
 * GoogLeNet, batch after batch, each decoded on all cores.
 */
final class DjlFilesToLabels implements Contestant {
  private static final int RESIZE = 256;
  private static final int BATCH = EngineOptions.DEFAULT.largestBatch();

  private final Model model = DjlAnswer.model(BATCH);
  private final Predictor<Image, Classifications> predictor;
  private final List<Path> pictures;

  /** Takes the folder. */
  DjlFilesToLabels(Path folder) throws IOException {
    pictures = FilesToLabels.pictures(folder);
    predictor =
        model.newPredictor(
            ImageClassificationTranslator.builder()
                .addTransform(new Resize(RESIZE))
                .addTransform(new CenterCrop(DjlAnswer.SIDE, DjlAnswer.SIDE))
                .addTransform(new ToTensor())
                .optSynset(
                    IntStream.range(0, DjlAnswer.CLASSES).mapToObj(i -> "class " + i).toList())
                .optApplySoftmax(true)
                .build());
  }

  @Override
  public int runs() {
    return 3;
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      List<Path> files = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
      List<Image> images = files.parallelStream().map(DjlFilesToLabels::read).toList();
      try {
        predictor.batchPredict(images).forEach(Classifications::best);
      } catch (TranslateException e) {
        throw new IllegalStateException(e);
      }
    }
    return 1e-9 * (System.nanoTime() - start);
  }

  private static Image read(Path file) {
    try {
      return ImageFactory.getInstance().fromFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }
}
