@NullMarked
package io.github.googlenet4j.torch;

import org.jspecify.annotations.NullMarked;
