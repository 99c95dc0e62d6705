/** Test code that several packages and modules share. */
@NullMarked
package io.github.googlenet4j;

import org.jspecify.annotations.NullMarked;
