@NullMarked
package io.github.googlenet4j.cache;

import org.jspecify.annotations.NullMarked;
