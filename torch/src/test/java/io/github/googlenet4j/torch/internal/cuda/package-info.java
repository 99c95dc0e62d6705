@NullMarked
package io.github.googlenet4j.torch.internal.cuda;

import org.jspecify.annotations.NullMarked;
