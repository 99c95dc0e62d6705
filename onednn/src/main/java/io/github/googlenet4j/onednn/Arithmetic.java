package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Precision;

/**
 * How a network is computed on this machine.
 *
 * @param precision of the convolutions
 * @param narrow whether what an int8 network does not compute in integers is bf16, not float32
 * @param leastWinogradTiles tiles that a thread must have for Winograd's algorithm
 */
record Arithmetic(Precision precision, boolean narrow, int leastWinogradTiles) {}
