/**
 * Trains a network with LibTorch, through JavaCPP, and answers with it where that is compared; the
 * only place that knows it.
 */
@NullMarked
package io.github.googlenet4j.torch;

import org.jspecify.annotations.NullMarked;
