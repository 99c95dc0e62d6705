@NullMarked
package io.github.googlenet4j.onnxruntime;

import org.jspecify.annotations.NullMarked;
