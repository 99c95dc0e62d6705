/**
 * What the network is, as data from the paper's table.
 *
 * <p>Start with {@link GoogLeNet}: it holds Table 1 of "Going deeper with convolutions" (Szegedy et
 * al., arXiv 1409.4842) and turns it into a graph for any {@link Variant}.
 */
@NullMarked
package io.github.googlenet4j.model;

import org.jspecify.annotations.NullMarked;
