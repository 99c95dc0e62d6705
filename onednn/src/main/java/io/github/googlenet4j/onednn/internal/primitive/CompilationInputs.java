package io.github.googlenet4j.onednn.internal.primitive;

import org.bytedeco.dnnl.dnnl_engine;

/**
 * What every plan of a program is compiled from.
 *
 * @param network the lowered network
 * @param leastWinogradTiles tiles that a thread must have for {@link WinogradConvolution} to be
 *     used
 * @param weights prepared weights, shared by all plans
 * @param originals the weights as the model has them; released once the first plan is compiled
 * @param engine oneDNN's CPU engine
 */
public record CompilationInputs(
    LoweredNetwork network,
    int leastWinogradTiles,
    PreparedWeights weights,
    OriginalWeights originals,
    dnnl_engine engine) {}
