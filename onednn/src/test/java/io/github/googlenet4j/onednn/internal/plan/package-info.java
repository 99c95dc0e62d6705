@NullMarked
package io.github.googlenet4j.onednn.internal.plan;

import org.jspecify.annotations.NullMarked;
