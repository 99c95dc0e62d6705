/** What each operation of a graph becomes in oneDNN: formats, primitives and prepared weights. */
@NullMarked
package io.github.googlenet4j.onednn.internal.primitive;

import org.jspecify.annotations.NullMarked;
