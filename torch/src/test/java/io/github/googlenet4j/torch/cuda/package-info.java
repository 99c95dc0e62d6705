@NullMarked
package io.github.googlenet4j.torch.cuda;

import org.jspecify.annotations.NullMarked;
