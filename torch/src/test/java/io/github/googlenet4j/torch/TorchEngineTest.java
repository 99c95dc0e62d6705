package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineContract;
import org.junit.jupiter.api.Test;

class TorchEngineTest extends EngineContract {
  @Override
  protected Engine engine() {
    return new TorchEngine(Learning.DEVICE);
  }

  @Test
  void serviceLoaderDoesNotFindIt() {
    assertThat(Engine.all()).extracting(Engine::name).doesNotContain("torch");
  }
}
