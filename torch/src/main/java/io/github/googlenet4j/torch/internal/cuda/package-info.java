/**
 * What LibTorch's Java classes do not offer of CUDA: streams, pinned memory, captured graphs, and
 * kernels of our own. Nothing here is loaded on a machine without an NVIDIA driver.
 */
@NullMarked
package io.github.googlenet4j.torch.internal.cuda;

import org.jspecify.annotations.NullMarked;
