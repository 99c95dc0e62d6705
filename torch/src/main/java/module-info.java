/**
 * Training through LibTorch. It is found with {@link java.util.ServiceLoader}; the exported engine
 * is for comparisons, and has to be named.
 */
module io.github.googlenet4j.torch {
  requires transitive io.github.googlenet4j;
  requires org.bytedeco.pytorch;

  exports io.github.googlenet4j.torch;

  provides io.github.googlenet4j.train.TrainingEngine with
      io.github.googlenet4j.torch.TorchTrainingEngine;
}
