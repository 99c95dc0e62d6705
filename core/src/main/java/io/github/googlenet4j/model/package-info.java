/** What the network is, as data from the paper's table. */
@NullMarked
package io.github.googlenet4j.model;

import org.jspecify.annotations.NullMarked;
