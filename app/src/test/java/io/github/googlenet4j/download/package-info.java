@NullMarked
package io.github.googlenet4j.download;

import org.jspecify.annotations.NullMarked;
