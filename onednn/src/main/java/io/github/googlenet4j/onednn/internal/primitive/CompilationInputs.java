package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import org.bytedeco.dnnl.dnnl_engine;

/**
 * What all plans of a program are made of.
 *
 * @param weights shared by all of them
 * @param sources of the weights, until the first plan is made
 */
public record CompilationInputs(
    LoweredNetwork network, PreparedWeights weights, OriginalWeights sources, dnnl_engine engine) {
  /**
   * Makes primitives for some pictures of a batch.
   *
   * @param handles their owner
   * @param share what of each map they compute
   */
  public PrimitiveBuilder primitives(Handles handles, int batch, int pictures, ThreadShare share) {
    return new PrimitiveBuilder(
        network.nodes(),
        network.border().paddedShape(),
        weights,
        sources,
        handles,
        engine,
        pictures,
        share,
        batch >= InstructionSet.smallestWinogradBatch(InstructionSet.current()));
  }
}
