package io.github.googlenet4j.features;

import java.util.List;

/**
 * Features of picture files.
 *
 * @param indices of the files that could be read, ascending
 * @param rows the features of each of them, {@link PooledFeatures#WIDTH} long
 * @param digests of their bytes, SHA-256
 * @param refusals why the others could not be read, one line each, in their order
 */
public record FeatureTable(
    List<Integer> indices, List<float[]> rows, List<String> digests, List<String> refusals) {
  public FeatureTable {
    indices = List.copyOf(indices);
    rows = List.copyOf(rows);
    digests = List.copyOf(digests);
    refusals = List.copyOf(refusals);
  }
}
