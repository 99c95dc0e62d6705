/** How a model becomes one that is computed in int8: ranges measured on pictures. */
@NullMarked
package io.github.googlenet4j.quantize;

import org.jspecify.annotations.NullMarked;
