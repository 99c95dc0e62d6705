@NullMarked
package io.github.googlenet4j.onednn.internal.nativelib;

import org.jspecify.annotations.NullMarked;
