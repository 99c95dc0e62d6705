@NullMarked
package io.github.googlenet4j.onednn.internal.primitive;

import org.jspecify.annotations.NullMarked;
