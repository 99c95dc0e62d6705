@NullMarked
package io.github.googlenet4j.demo;

import org.jspecify.annotations.NullMarked;
