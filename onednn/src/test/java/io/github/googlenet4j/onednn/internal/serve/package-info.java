@NullMarked
package io.github.googlenet4j.onednn.internal.serve;

import org.jspecify.annotations.NullMarked;
