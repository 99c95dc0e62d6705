/**
 * Training through LibTorch. Nothing is exported: the engine is found with {@link
 * java.util.ServiceLoader}.
 */
module io.github.googlenet4j.torch {
  requires io.github.googlenet4j;
  requires com.sun.jna;
  requires org.bytedeco.pytorch;

  provides io.github.googlenet4j.trainer.TrainingEngine with
      io.github.googlenet4j.torch.TorchTrainingEngine;
}
