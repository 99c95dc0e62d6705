@NullMarked
package io.github.googlenet4j.onednn;

import org.jspecify.annotations.NullMarked;
