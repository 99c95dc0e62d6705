/** Where LibTorch's native libraries lie before they are loaded. */
@NullMarked
package io.github.googlenet4j.torch.internal.nativelib;

import org.jspecify.annotations.NullMarked;
