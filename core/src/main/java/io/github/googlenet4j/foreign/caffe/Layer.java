package io.github.googlenet4j.foreign.caffe;

import io.github.googlenet4j.protobuf.StoredTensor;
import java.util.List;

/**
 * A layer of Caffe's, as far as its weights are concerned.
 *
 * @param type in the words of new files; empty for an old file's layer, whose type is a number
 * @param bottoms names of what it reads
 * @param tops names of its results; a layer that works in place has the bottom's name
 * @param blobs its weights
 * @param epsilon of a batch normalisation
 */
record Layer(
    String name,
    String type,
    List<String> bottoms,
    List<String> tops,
    List<StoredTensor> blobs,
    float epsilon) {
  Layer {
    bottoms = List.copyOf(bottoms);
    tops = List.copyOf(tops);
    blobs = List.copyOf(blobs);
  }

  boolean is(String other) {
    return type.equals(other);
  }
}
