/** A network's values before its classifier, and linear classifiers on them. */
@NullMarked
package io.github.googlenet4j.features;

import org.jspecify.annotations.NullMarked;
